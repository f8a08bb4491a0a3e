using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.DeadLetters;

namespace FaaS.Scheduler.Retention;

/// <summary>
/// What goes of invocations. What is queued or running is in no condition here, so that it stays however old it is.
/// </summary>
internal static class InvocationRetention
{
    private const string HasEnded =
        "state IN ('succeeded', 'failed', 'timed_out', 'cancelled') AND finished_at < $2";

    // The ids are a parameter everywhere: a join alone would keep every partition in the plan, and locked.
    private const string WithAllOfThem = """
        logs AS (
            DELETE FROM invocation_logs
            WHERE invocation_id = ANY($1) AND invocation_id IN (SELECT id FROM gone)),
        attempts AS (
            DELETE FROM invocation_attempts
            WHERE invocation_id = ANY($1) AND invocation_id IN (SELECT id FROM gone)),
        checkpoints AS (
            DELETE FROM invocation_checkpoints
            WHERE invocation_id = ANY($1) AND invocation_id IN (SELECT id FROM gone))
        SELECT count(*) FROM gone
        """;

    private const string OfEndedOnly = $"""
        invocation_id = ANY($1) AND NOT EXISTS (
            SELECT FROM invocations
            WHERE id = ANY($1) AND id = invocation_id AND NOT coalesce({HasEnded}, false))
        """;

    public static readonly RetentionStep Invocations = new(
        "invocations",
        $"""
        SELECT id, coalesce({HasEnded}, false) FROM invocations
        WHERE id > $1 AND id < first_invocation_id_of($2) ORDER BY id LIMIT $3
        """,
        $"""
        WITH gone AS (DELETE FROM invocations WHERE id = ANY($1) AND {HasEnded} RETURNING id),
        {WithAllOfThem}
        """);

    public static readonly RetentionStep DeadLetters = new(
        "dead_letters",
        """
        SELECT id, true FROM invocations
        WHERE state = 'dead' AND finished_at < $2 AND id > $1 AND id < first_invocation_id_of($2)
        ORDER BY id LIMIT $3
        """,
        $"""
        WITH gone AS (
            DELETE FROM invocations WHERE id = ANY($1) AND state = 'dead' AND finished_at < $2 RETURNING id),
        {DeadLetterPurge.Counted("gone", InvocationTotals.Shard)},
        {WithAllOfThem}
        """);

    public static readonly RetentionStep Results = new(
        "results",
        $"""
        SELECT id, coalesce((payload IS NOT NULL OR result IS NOT NULL) AND {HasEnded}, false) FROM invocations
        WHERE id > $1 AND id < first_invocation_id_of($2) ORDER BY id LIMIT $3
        """,
        $"""
        WITH gone AS (
            UPDATE invocations SET payload = NULL, result = NULL WHERE id = ANY($1) AND {HasEnded} RETURNING id)
        SELECT count(*) FROM gone
        """);

    public static readonly RetentionStep Logs = Belonging("logs", "invocation_logs");

    public static readonly RetentionStep Checkpoints = Belonging("checkpoints", "invocation_checkpoints");

    public static string IsAliveIn(InvocationPartition partition) => $"""
        EXISTS (SELECT FROM {partition.Invocations} WHERE state = 'queued')
            OR EXISTS (SELECT FROM {partition.Invocations} WHERE state = 'running')
            OR EXISTS (SELECT FROM {partition.Invocations} WHERE state = 'dead')
        """;

    /// <summary>Whether all of that day may go when what ended before $1 may.</summary>
    public static string HasOnlyOld(InvocationPartition partition) => $"SELECT {IsOld(partition)}";

    /// <summary>Whether there are logs of that day, and all of them may go.</summary>
    public static string HasOnlyOldLogs(InvocationPartition partition)
        => $"SELECT EXISTS (SELECT FROM {partition.Logs}) AND {IsOld(partition)}";

    private static string IsOld(InvocationPartition partition) => $"""
        NOT ({IsAliveIn(partition)}
            OR EXISTS (SELECT FROM {partition.Invocations} WHERE finished_at >= $1))
        """;

    private static RetentionStep Belonging(string name, string table) => new(
        name,
        $"""
        SELECT invocation_id, true FROM {table}
        WHERE invocation_id > $1 AND invocation_id < first_invocation_id_of($2) ORDER BY invocation_id LIMIT $3
        """,
        $"""
        WITH gone AS (DELETE FROM {table} WHERE {OfEndedOnly} RETURNING invocation_id)
        SELECT count(*) FROM gone
        """);
}
