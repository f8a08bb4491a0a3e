namespace FaaS.Client.Admin;

/// <summary>A worker as the Api sees it, from its last heartbeat.</summary>
public sealed record WorkerInfo
{
    public required string Id { get; init; }

    /// <summary>The name of its machine.</summary>
    public string? Host { get; init; }

    /// <summary><c>ready</c>, <c>draining</c>, <c>unhealthy</c> or <c>suspect</c>.</summary>
    public required string State { get; init; }

    /// <summary>Invocations that it runs now, for every dispatcher.</summary>
    public int Running { get; init; }

    /// <summary>Of these, the ones that were sent by the replica that answered.</summary>
    public int RunningHere { get; init; }

    /// <summary>The most invocations that it runs at once.</summary>
    public int Slots { get; init; }

    /// <summary>The memory limits of its sandboxes together, in MiB.</summary>
    public int MemoryUsedMb { get; init; }

    /// <summary>The most that these may be together, in MiB.</summary>
    public int MemoryMb { get; init; }

    /// <summary>Cores of its machine.</summary>
    public double Cpus { get; init; }

    /// <summary>Sandboxes that are ready for the next call, of all versions.</summary>
    public int Warm { get; init; }

    /// <summary>Those whose images it has: <c>python</c>, <c>nodejs</c>, <c>go</c>.</summary>
    public required IReadOnlyList<string> Runtimes { get; init; }

    /// <summary>Why it is unhealthy, in words; null when it is not.</summary>
    public string? Detail { get; init; }

    /// <summary>When it joined, UTC.</summary>
    public DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>When its last heartbeat came, UTC.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }
}
