using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations;

internal sealed class QueueReports(NpgsqlDataSource dataSource)
{
    // One statement, so that everything is counted in one snapshot. The partial indexes keep it cheap however many
    // invocations have finished.
    private const string Count = """
        WITH waiting AS (
            SELECT priority, count(*) AS depth,
                count(*) FILTER (WHERE not_before <= now()) AS due,
                greatest(interval '0', now() - min(not_before)) AS oldest
            FROM invocations WHERE state = 'queued' GROUP BY priority),
        running AS (SELECT count(*) AS running FROM invocations WHERE state = 'running' AND mode = 'async'),
        totals AS (
            SELECT coalesce(sum(accepted), 0)::bigint AS accepted, coalesce(sum(settled), 0)::bigint AS settled,
                coalesce(sum(dead), 0)::bigint AS dead, min(since) AS since
            FROM invocation_totals)
        SELECT name, coalesce(depth, 0), coalesce(due, 0), coalesce(oldest, interval '0'),
            running, accepted, settled, dead, since, now()
        FROM unnest($1) WITH ORDINALITY AS priorities(name, rank)
        LEFT JOIN waiting ON waiting.priority = name
        CROSS JOIN running CROSS JOIN totals
        ORDER BY rank
        """;

    private static readonly string[] Priorities =
        [.. Enum.GetValues<InvocationPriority>().Select(EnumText<InvocationPriority>.Of)];

    public async Task<QueueReport> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Count);
        command.Parameters.Add(PostgresParameter.Of(Priorities));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);

        var priorities = new List<PriorityReport>();
        var (running, accepted, settled, dead) = (0L, 0L, 0L, 0L);
        var (since, at) = ((DateTimeOffset?)null, default(DateTimeOffset));
        while (await reader.ReadAsync(cancellationToken))
        {
            priorities.Add(new(
                EnumText<InvocationPriority>.Parse(reader.GetString(0)),
                reader.GetInt64(1),
                reader.GetInt64(2),
                reader.GetTimeSpan(3)));
            (running, accepted) = (reader.GetInt64(4), reader.GetInt64(5));
            (settled, dead) = (reader.GetInt64(6), reader.GetInt64(7));
            since = reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8);
            at = reader.GetFieldValue<DateTimeOffset>(9);
        }

        return new(priorities, accepted, running, settled, dead, since, at);
    }
}
