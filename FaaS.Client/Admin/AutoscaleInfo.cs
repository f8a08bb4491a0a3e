namespace FaaS.Client.Admin;

/// <summary>How many workers there should be, and why, from <c>GET /admin/autoscale</c>.</summary>
public sealed record AutoscaleInfo
{
    /// <summary>Null while nobody knows; then workers had better stay as they are.</summary>
    public int? Workers { get; init; }

    /// <summary>What the load of this moment needs; fewer become fewer workers after a while.</summary>
    public int? Needed { get; init; }

    /// <summary>How many take work now.</summary>
    public int? Connected { get; init; }

    public int? MinWorkers { get; init; }

    public int? MaxWorkers { get; init; }

    /// <summary>Asynchronous invocations that are due and wait.</summary>
    public long? Backlog { get; init; }

    /// <summary>How long the oldest of them has been due.</summary>
    public double? OldestAgeMs { get; init; }

    /// <summary>Asynchronous invocations accepted.</summary>
    public double? ArrivalsPerSecond { get; init; }

    /// <summary>How long one keeps its slot, on average.</summary>
    public double? ServiceTimeMs { get; init; }

    /// <summary>Slots in which something runs for the queue.</summary>
    public long? Running { get; init; }

    /// <summary>Slots in which something runs for callers who wait.</summary>
    public long? Synchronous { get; init; }

    public double? SlotsPerWorker { get; init; }

    /// <summary>When it was computed.</summary>
    public DateTimeOffset? At { get; init; }
}
