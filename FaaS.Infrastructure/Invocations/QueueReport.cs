namespace FaaS.Infrastructure.Invocations;

/// <summary>All asynchronous invocations at one moment.</summary>
/// <param name="Settled">Finished, other than dead; and dead letters that were purged.</param>
/// <param name="Since">When the count began; null before anything was accepted.</param>
/// <param name="At">By the clock of Postgres.</param>
internal sealed record QueueReport(
    IReadOnlyList<PriorityReport> Priorities,
    long Accepted,
    long Running,
    long Settled,
    long Dead,
    DateTimeOffset? Since = null,
    DateTimeOffset At = default)
{
    public long Queued => Priorities.Sum(priority => priority.Depth);

    /// <summary>Other than zero means that something was lost, or finished twice.</summary>
    public long Drift => Accepted - Queued - Running - Settled - Dead;
}
