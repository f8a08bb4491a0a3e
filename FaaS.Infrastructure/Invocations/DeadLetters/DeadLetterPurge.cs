using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations.DeadLetters;

/// <summary>Removes dead letters for good, with all that belongs to them. They count as settled from then on.</summary>
internal sealed class DeadLetterPurge(NpgsqlDataSource dataSource)
{
    private static readonly string Purge = $"""
        WITH found AS MATERIALIZED (
            SELECT i.id, i.tenant, i.function_id, i.idempotency_key
            FROM invocations AS i
            WHERE {DeadLetterFilter.Condition}
            ORDER BY i.finished_at, i.id
            LIMIT $8
            FOR UPDATE),
        logs AS (DELETE FROM invocation_logs AS l USING found WHERE l.invocation_id = found.id),
        attempts AS (DELETE FROM invocation_attempts AS a USING found WHERE a.invocation_id = found.id),
        checkpoints AS (DELETE FROM invocation_checkpoints AS c USING found WHERE c.invocation_id = found.id),
        keys AS (
            DELETE FROM idempotency_keys AS k USING found
            WHERE k.tenant = found.tenant AND k.function_id = found.function_id AND k.key = found.idempotency_key
                AND k.invocation_id = found.id),
        purged AS (
            DELETE FROM invocations AS i USING found WHERE i.id = found.id AND i.state = 'dead' RETURNING i.id),
        {Counted("purged", InvocationTotals.Shard)}
        SELECT count(*)::int FROM purged
        """;

    // One commit holds its locks for a moment only.
    private const int BatchSize = 500;

    /// <summary>Counts dead letters that another part of the statement has removed as settled.</summary>
    public static string Counted(string removed, short shard) => $"""
        counted AS (
            INSERT INTO invocation_totals AS totals (shard, accepted, settled, dead)
            SELECT {shard}, 0, count(*), -count(*) FROM {removed} HAVING count(*) > 0
            ON CONFLICT (shard) DO UPDATE SET
                settled = totals.settled + excluded.settled, dead = totals.dead + excluded.dead)
        """;

    /// <summary>The oldest first, at most <paramref name="limit"/>; returns how many.</summary>
    public async Task<int> PurgeAsync(DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        var purged = 0;
        while (purged < limit)
        {
            var batch = await PurgeBatchAsync(filter, Math.Min(BatchSize, limit - purged), cancellationToken);
            purged += batch;
            if (batch < BatchSize)
            {
                break;
            }
        }

        return purged;
    }

    private async Task<int> PurgeBatchAsync(DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Purge);
        filter.AddTo(command);
        command.Parameters.Add(PostgresParameter.Of(limit));
        return await command.ExecuteScalarAsync(cancellationToken) is int count ? count : 0;
    }
}
