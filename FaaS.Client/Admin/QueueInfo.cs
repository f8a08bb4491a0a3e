namespace FaaS.Client.Admin;

/// <summary>All asynchronous invocations at one moment: accepted = queued + running + settled + dead.</summary>
public sealed record QueueInfo
{
    public long Accepted { get; init; }

    /// <summary>Waiting for their turn, or for their next attempt.</summary>
    public long Queued { get; init; }

    public long Running { get; init; }

    /// <summary>Finished, other than dead.</summary>
    public long Settled { get; init; }

    /// <summary>Given up and neither redriven nor purged; the <c>dead_reason</c> of each says why.</summary>
    public long Dead { get; init; }

    /// <summary>Above zero something was lost, below it something finished twice.</summary>
    public long Drift { get; init; }

    /// <summary>The queued ones, by priority.</summary>
    public required IReadOnlyList<PriorityQueueInfo> Priorities { get; init; }
}
