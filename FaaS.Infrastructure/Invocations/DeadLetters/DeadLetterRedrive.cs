using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Npgsql;

namespace FaaS.Infrastructure.Invocations.DeadLetters;

/// <summary>
/// Puts dead letters back into the queue: with all their attempts before them, a new epoch, and the function's current
/// version, because what is redriven is redriven after a fix. What they went through stays in their history.
/// </summary>
internal sealed class DeadLetterRedrive(NpgsqlDataSource dataSource)
{
    private const string Redrive = $"""
        WITH found AS MATERIALIZED (
            SELECT i.id, i.function_id, i.version_id, f.current_version_id, i.lease_epoch, i.attempt, i.dead_reason,
                i.worker_id, i.sandbox, i.started_at, i.finished_at, i.error_kind, i.error_type, i.error_message,
                i.queue_ms, i.init_ms, i.run_ms, i.cpu_ms, i.peak_memory_bytes, i.cold
            FROM invocations AS i JOIN functions AS f ON f.id = i.function_id
            WHERE {DeadLetterFilter.Condition}
            ORDER BY i.finished_at, i.id
            LIMIT $8
            FOR UPDATE OF i),
        lines AS (
            SELECT one.function_id, greatest(now(), max(last.not_before) + $9) AS free_at
            FROM (SELECT DISTINCT function_id FROM found WHERE $9 > interval '0') AS one
            CROSS JOIN unnest($13) AS priorities(name)
            CROSS JOIN LATERAL (
                SELECT not_before FROM invocations
                WHERE state = 'queued' AND priority = name AND function_id = one.function_id
                    AND not_before > now() - $9 AND redrives > 0
                ORDER BY not_before DESC
                LIMIT 1) AS last
            GROUP BY one.function_id),
        turns AS (
            SELECT id, version_id, current_version_id,
                coalesce(free_at, now())
                    + (row_number() OVER (PARTITION BY function_id ORDER BY finished_at, id) - 1) * $9 AS due
            FROM found LEFT JOIN lines USING (function_id)),
        remembered AS (
            INSERT INTO invocation_attempts (
                invocation_id, lease_epoch, attempt, worker_id, sandbox, started_at, ended_at, error_kind, error_type,
                error_message, queue_ms, init_ms, run_ms, cpu_ms, peak_memory_bytes, cold)
            SELECT id, lease_epoch, attempt + CASE WHEN dead_reason IN ('poison', 'platform_faults') THEN 1 ELSE 0 END,
                worker_id, sandbox, started_at, finished_at, error_kind, error_type,
                error_message, queue_ms, init_ms, run_ms, cpu_ms, peak_memory_bytes, cold
            FROM found WHERE started_at IS NOT NULL AND error_kind IS NOT NULL),
        redriven AS (
            UPDATE invocations AS i
            SET state = 'queued', dead_reason = NULL, attempt = 0, platform_faults = 0, worker_losses = 0,
                redrives = i.redrives + 1, lease_epoch = i.lease_epoch + 1,
                version_id = fixed.id, version = fixed.version, memory_mb = fixed.memory_mb,
                timeout_ms = CASE WHEN i.timeout_ms < failed.timeout_ms
                    THEN least(i.timeout_ms, fixed.timeout_ms) ELSE fixed.timeout_ms END,
                max_attempts = coalesce((fixed.retry ->> 'max_attempts')::int, $10),
                not_before = turns.due,
                expires_at = turns.due + coalesce(fixed.max_event_age_ms, $11) * interval '1 millisecond',
                cancel_requested_at = NULL, started_at = NULL, finished_at = NULL,
                progress = NULL, progress_message = NULL,
                error_kind = NULL, error_type = NULL, error_message = NULL, error_stack = NULL,
                queue_ms = NULL, init_ms = NULL, run_ms = NULL, cpu_ms = NULL, peak_memory_bytes = NULL,
                network_received_bytes = NULL, network_sent_bytes = NULL,
                cold = NULL, worker_id = NULL, sandbox = NULL
            FROM turns
            JOIN function_versions AS fixed ON fixed.id = turns.current_version_id
            LEFT JOIN function_versions AS failed ON failed.id = turns.version_id
            WHERE i.id = turns.id AND i.state = 'dead'
            RETURNING i.id, i.state, i.priority, i.tenant, i.function_id, i.not_before - now() AS delay,
                i.dead_reason),
        counted AS (
            INSERT INTO invocation_totals AS totals (shard, accepted, settled, dead)
            SELECT $12, 0, 0, -count(*) FROM redriven HAVING count(*) > 0
            ON CONFLICT (shard) DO UPDATE SET dead = totals.dead + excluded.dead)
        SELECT * FROM redriven ORDER BY delay
        """;

    private const string Left = $"""
        SELECT count(f.id), count(*) - count(f.id)
        FROM (
            SELECT i.function_id FROM invocations AS i
            WHERE {DeadLetterFilter.Condition}
            ORDER BY i.finished_at
            LIMIT $8) AS counted
        LEFT JOIN functions AS f ON f.id = counted.function_id
        """;

    private const int MaxCounted = 10_000;

    // Who redrives at the same time would give the same due times.
    private const string OneAtATime = "SELECT pg_advisory_xact_lock(x'72656472697665'::bigint)";

    private static readonly string[] Priorities =
        [.. Enum.GetValues<InvocationPriority>().Select(EnumText<InvocationPriority>.Of)];

    /// <summary>The oldest first, all of them in one commit.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="limit">The most.</param>
    /// <param name="interval">
    /// From when one of a function is due to when its next is, those included that were redriven before and are still
    /// queued. Zero for all of them now.
    /// </param>
    /// <param name="maxEventAge">Of functions that do not say.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<IReadOnlyList<SettledInvocation>> RedriveAsync(
        DeadLetterFilter filter,
        int limit,
        TimeSpan interval,
        TimeSpan maxEventAge,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (interval > TimeSpan.Zero)
        {
            await using var turn = new NpgsqlCommand(OneAtATime, connection, transaction);
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = new NpgsqlCommand(Redrive, connection, transaction);
        filter.AddTo(command);
        command.Parameters.Add(PostgresParameter.Of(limit));
        command.Parameters.Add(PostgresParameter.Of(interval));
        command.Parameters.Add(PostgresParameter.Of(RetryPolicy.Default.MaxAttempts));
        command.Parameters.Add(PostgresParameter.Of((long)maxEventAge.TotalMilliseconds));
        command.Parameters.Add(PostgresParameter.Of(InvocationTotals.Shard));
        command.Parameters.Add(PostgresParameter.Of(Priorities));
        var redriven = await InvocationSettlements.ReadAsync(command, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return redriven;
    }

    /// <summary>Among the oldest 10 000: how many there are, and how many more whose function is gone.</summary>
    public async Task<(long Redrivable, long Orphaned)> CountAsync(
        DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Left);
        filter.AddTo(command);
        command.Parameters.Add(PostgresParameter.Of(MaxCounted));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
