using FaaS.Domain.Invocations;
using FaaS.Domain.Queue;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>
/// What the queue in Redis would offer, for the time when it cannot: candidates, not claims. The order is fair among
/// the oldest of so many functions of each priority; where there are more, the others are looked at the next time.
/// However much is queued, a look reads a bounded number of rows.
/// </summary>
internal sealed class DueInvocations(NpgsqlDataSource dataSource)
{
    /// <summary>The most functions of a priority that are looked at, not counting those without room.</summary>
    public const int MaxFunctions = 32;

    private const int MaxOfFunction = 32;

    // From function to function by the index, and of each the first few. What has expired is about to be removed.
    private static readonly string Due = $"""
        WITH RECURSIVE functions AS (
            SELECT name, after AS function_id, 0 AS number, false AS is_known
            FROM unnest($1, $2) AS lines(name, after)
            UNION ALL
            SELECT name, next.function_id, number + CASE WHEN next.function_id = ANY($3) THEN 0 ELSE 1 END, true
            FROM functions CROSS JOIN LATERAL (
                SELECT i.function_id FROM invocations AS i
                WHERE i.state = 'queued' AND i.priority = name AND i.function_id > functions.function_id
                ORDER BY i.function_id
                LIMIT 1) AS next
            WHERE number < {MaxFunctions})
        SELECT functions.name, functions.function_id, functions.number, due.id, due.tenant, due.not_before
        FROM functions
        LEFT JOIN LATERAL (
            SELECT id, tenant, not_before
            FROM (
                SELECT i.id, i.tenant, i.not_before, i.expires_at FROM invocations AS i
                WHERE i.state = 'queued' AND i.priority = name AND i.function_id = functions.function_id
                    AND i.not_before <= now()
                ORDER BY i.not_before
                LIMIT {MaxOfFunction}) AS oldest
            WHERE expires_at IS NULL OR expires_at > now()) AS due ON true
        WHERE is_known AND functions.function_id <> ALL($3)
        """;

    private static readonly string[] Priorities =
        [.. Enum.GetValues<InvocationPriority>().Select(EnumText<InvocationPriority>.Of)];

    private static readonly Guid[] Start = new Guid[Priorities.Length];

    private long _turn;
    private Guid[] _after = Start;

    /// <param name="count">The most to find.</param>
    /// <param name="policy">How turns are given.</param>
    /// <param name="rooms">Functions that are running now; others have room for one turn.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<IReadOnlyList<QueueEntry>> FindAsync(
        int count, TurnPolicy policy, IReadOnlyCollection<FunctionRoom> rooms, CancellationToken cancellationToken)
    {
        var withoutRoom = rooms.Where(room => room.Free <= 0).Select(room => room.FunctionId).ToArray();
        var after = Volatile.Read(ref _after);
        var look = await ReadAsync(after, withoutRoom, cancellationToken);
        if (look.Due.Count == 0 && (!IsStart(after) || !IsStart(look.After)))
        {
            look = await ReadAsync(look.After, withoutRoom, cancellationToken);
        }

        Volatile.Write(ref _after, look.After);
        var free = rooms.ToDictionary(room => room.FunctionId, room => room.Free);
        var share = FairOrder.Take(look.Due, count, policy, Volatile.Read(ref _turn), free);
        Volatile.Write(ref _turn, share.NextTurn);
        return
        [
            .. share.Taken.Select(one => new QueueEntry(
                one.Priority, one.Tenant, one.FunctionId, one.InvocationId, TimeSpan.Zero)),
        ];
    }

    private static bool IsStart(Guid[] after) => after.All(id => id == Guid.Empty);

    private async Task<(IReadOnlyList<DueInvocation> Due, Guid[] After)> ReadAsync(
        Guid[] after, Guid[] withoutRoom, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Due);
        command.Parameters.Add(PostgresParameter.Of(Priorities));
        command.Parameters.Add(PostgresParameter.Of(after));
        command.Parameters.Add(PostgresParameter.Of(withoutRoom));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);

        var (due, ends) = (new List<DueInvocation>(), new Guid[Priorities.Length]);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (priority, functionId) = (reader.GetString(0), reader.GetGuid(1));
            if (reader.GetInt32(2) == MaxFunctions)
            {
                ends[Array.IndexOf(Priorities, priority)] = functionId;
            }

            if (!reader.IsDBNull(3))
            {
                due.Add(new(
                    EnumText<InvocationPriority>.Parse(priority),
                    reader.GetString(4),
                    functionId,
                    reader.GetGuid(3),
                    reader.GetFieldValue<DateTimeOffset>(5)));
            }
        }

        return (due, ends);
    }
}
