namespace FaaS.Scheduler.Retention;

/// <summary>Rows that an index finds by their age.</summary>
/// <param name="Name">In logs and metrics.</param>
/// <param name="Remove">Removes at most $2 of those before $1.</param>
internal sealed record RetentionBatch(string Name, string Remove);
