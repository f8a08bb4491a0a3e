using FaaS.Domain.Invocations;
using FaaS.Domain.Queue;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>
/// What the queue in Redis would offer, for the time when it cannot: candidates, not claims. The order is fair among
/// the oldest of each priority that are due.
/// </summary>
internal sealed class DueInvocations(NpgsqlDataSource dataSource)
{
    private const int MaxOfPriority = 500;

    private const string Due = """
        SELECT due.id, due.tenant, due.function_id, due.priority, due.not_before
        FROM unnest($1) AS priorities(name)
        CROSS JOIN LATERAL (
            SELECT id, tenant, function_id, priority, not_before FROM invocations
            WHERE state = 'queued' AND priority = name AND not_before <= now() AND function_id <> ALL($2)
                AND (expires_at IS NULL OR expires_at > now())
            ORDER BY not_before
            LIMIT $3) AS due
        """;

    private static readonly string[] Priorities =
        [.. Enum.GetValues<InvocationPriority>().Select(EnumText<InvocationPriority>.Of)];

    private long _turn;

    /// <param name="count">The most to find.</param>
    /// <param name="policy">How turns are given.</param>
    /// <param name="rooms">Functions that are running now; others have room for one turn.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<IReadOnlyList<QueueEntry>> FindAsync(
        int count, TurnPolicy policy, IReadOnlyCollection<FunctionRoom> rooms, CancellationToken cancellationToken)
    {
        var due = await ReadAsync(
            [.. rooms.Where(room => room.Free <= 0).Select(room => room.FunctionId)], cancellationToken);
        var free = rooms.ToDictionary(room => room.FunctionId, room => room.Free);
        var share = FairOrder.Take(due, count, policy, Volatile.Read(ref _turn), free);
        Volatile.Write(ref _turn, share.NextTurn);
        return
        [
            .. share.Taken.Select(one => new QueueEntry(
                one.Priority, one.Tenant, one.FunctionId, one.InvocationId, TimeSpan.Zero)),
        ];
    }

    private async Task<IReadOnlyList<DueInvocation>> ReadAsync(
        Guid[] withoutRoom, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Due);
        command.Parameters.Add(PostgresParameter.Of(Priorities));
        command.Parameters.Add(PostgresParameter.Of(withoutRoom));
        command.Parameters.Add(PostgresParameter.Of(MaxOfPriority));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);

        var due = new List<DueInvocation>();
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add(new(
                EnumText<InvocationPriority>.Parse(reader.GetString(3)),
                reader.GetString(1),
                reader.GetGuid(2),
                reader.GetGuid(0),
                reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return due;
    }
}
