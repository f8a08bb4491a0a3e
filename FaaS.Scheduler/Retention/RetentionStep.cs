namespace FaaS.Scheduler.Retention;

/// <summary>Something that goes while it is walked over in the order of ids.</summary>
/// <param name="Name">In logs and metrics.</param>
/// <param name="Page">
/// The next ids after $1, at most $3 of them in order, each with whether it may go when what ended before $2 may.
/// </param>
/// <param name="Remove">Of the ids in $1 those that may still go; returns how many went.</param>
internal sealed record RetentionStep(string Name, string Page, string Remove);
