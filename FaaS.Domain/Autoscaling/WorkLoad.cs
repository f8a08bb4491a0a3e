namespace FaaS.Domain.Autoscaling;

/// <summary>What there is to do, and how long it takes, at one moment.</summary>
public readonly record struct WorkLoad
{
    /// <summary>Asynchronous invocations that are due and wait for a worker.</summary>
    public required long Backlog { get; init; }

    /// <summary>How long the oldest of them has been due.</summary>
    public required TimeSpan OldestAge { get; init; }

    /// <summary>Asynchronous invocations per second that are accepted.</summary>
    public required double Arrivals { get; init; }

    /// <summary>How long one keeps its slot, on average.</summary>
    public required TimeSpan ServiceTime { get; init; }

    /// <summary>
    /// As many asynchronous ones as may run at once, by the limits of the functions that have any: more workers would
    /// not run more.
    /// </summary>
    public required long Ceiling { get; init; }

    /// <summary>Slots in which something runs for the queue.</summary>
    public required long Running { get; init; }

    /// <summary>Slots in which something runs for callers who wait.</summary>
    public required long Synchronous { get; init; }

    /// <summary>What one worker runs at once.</summary>
    public required double SlotsPerWorker { get; init; }
}
