namespace FaaS.Worker.Docker;

internal sealed record HostConfig
{
    public required string NetworkMode { get; init; }

    /// <summary>Null for the daemon's own.</summary>
    public IReadOnlyList<string>? Dns { get; init; }

    public IReadOnlyList<string>? DnsSearch { get; init; }

    public required string IpcMode { get; init; }

    public required bool ReadonlyRootfs { get; init; }

    public required IReadOnlyList<string> CapDrop { get; init; }

    public required IReadOnlyList<string> SecurityOpt { get; init; }

    public required IReadOnlyList<BindMount> Mounts { get; init; }

    public required IReadOnlyDictionary<string, string> Tmpfs { get; init; }

    public required IReadOnlyList<ResourceLimit> Ulimits { get; init; }

    /// <summary>What /dev/shm holds, in bytes.</summary>
    public required long ShmSize { get; init; }

    public required LogConfig LogConfig { get; init; }

    /// <summary>In bytes.</summary>
    public required long Memory { get; init; }

    /// <summary>Memory and swap together, in bytes: the same as <see cref="Memory"/> means no swap.</summary>
    public required long MemorySwap { get; init; }

    /// <summary>Billionths of a core.</summary>
    public required long NanoCpus { get; init; }

    /// <summary>Weight against others where CPU time is short; 1024 is what others have.</summary>
    public required long CpuShares { get; init; }

    public required long PidsLimit { get; init; }

    /// <summary>Null for the daemon's default.</summary>
    public string? Runtime { get; init; }
}
