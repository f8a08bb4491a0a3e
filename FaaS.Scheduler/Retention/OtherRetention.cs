namespace FaaS.Scheduler.Retention;

/// <summary>What goes beside the invocations.</summary>
internal static class OtherRetention
{
    /// <summary>One that is still pending stays.</summary>
    public static readonly RetentionStep Deliveries = new(
        "deliveries",
        """
        SELECT id, coalesce(state <> 'pending' AND ended_at < $2, false) FROM deliveries
        WHERE id > $1 ORDER BY id LIMIT $3
        """,
        """
        WITH gone AS (
            DELETE FROM deliveries WHERE id = ANY($1) AND state <> 'pending' AND ended_at < $2 RETURNING id)
        SELECT count(*) FROM gone
        """);

    public static readonly RetentionBatch IdempotencyKeys = Oldest("idempotency_keys", "expires_at");

    public static readonly RetentionBatch ScheduleFirings = Oldest("schedule_firings", "fired_at");

    public static readonly RetentionBatch Usage = Oldest("usage", "hour");

    private static RetentionBatch Oldest(string table, string column) => new(
        table,
        $"""
        DELETE FROM {table} WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM {table} WHERE {column} < $1 ORDER BY {column} LIMIT $2 FOR UPDATE SKIP LOCKED))
        """);
}
