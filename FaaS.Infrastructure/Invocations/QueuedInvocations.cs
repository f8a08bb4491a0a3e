using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

/// <summary>Walks over the queued invocations, a page at a time, to fill the index in Redis again.</summary>
internal sealed class QueuedInvocations(NpgsqlDataSource dataSource)
{
    private const string Page = """
        SELECT id, tenant, function_id, priority, not_before,
            greatest(interval '0', not_before - now())
        FROM unnest($5) AS priorities(name)
        CROSS JOIN LATERAL (
            SELECT id, tenant, function_id, priority, not_before FROM invocations
            WHERE state = 'queued' AND priority = name AND not_before >= $1 AND (not_before, id) > ($1, $2)
                AND ($4 IS NULL OR not_before < now() - $4)
            ORDER BY not_before, id
            LIMIT $3) AS queued
        ORDER BY not_before, id
        LIMIT $3
        """;

    private static readonly string[] Priorities =
        [.. Enum.GetValues<InvocationPriority>().Select(EnumText<InvocationPriority>.Of)];

    /// <param name="olderThan">Null for all, also those that are not due yet.</param>
    public async Task<QueuedPage> ReadAsync(
        QueuedCursor after, int size, TimeSpan? olderThan, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Page);
        command.Parameters.Add(PostgresParameter.Of(after.NotBefore));
        command.Parameters.Add(PostgresParameter.Of(after.Id));
        command.Parameters.Add(PostgresParameter.Of(size));
        command.Parameters.Add(PostgresParameter.Of(olderThan));
        command.Parameters.Add(PostgresParameter.Of(Priorities));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);

        var entries = new List<QueueEntry>();
        var last = after;
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            last = new(reader.GetFieldValue<DateTimeOffset>(4), id);
            entries.Add(new(
                EnumText<InvocationPriority>.Parse(reader.GetString(3)),
                reader.GetString(1),
                reader.GetGuid(2),
                id,
                reader.GetTimeSpan(5)));
        }

        return new(entries, entries.Count < size ? QueuedCursor.Start : last);
    }
}
