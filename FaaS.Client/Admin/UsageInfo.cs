namespace FaaS.Client.Admin;

/// <summary>What one tenant has used in one hour, from <c>GET /admin/usage</c>.</summary>
public sealed record UsageInfo
{
    public required string Tenant { get; init; }

    /// <summary>When the hour began, UTC.</summary>
    public required DateTimeOffset Hour { get; init; }

    /// <summary>Attempts that reached a sandbox.</summary>
    public long Invocations { get; init; }

    public double CpuSeconds { get; init; }

    /// <summary>Memory limit in GiB by seconds of run time.</summary>
    public double GibSeconds { get; init; }

    /// <summary>Of payloads.</summary>
    public long BytesIn { get; init; }

    /// <summary>Of results.</summary>
    public long BytesOut { get; init; }

    public long NetworkReceivedBytes { get; init; }

    public long NetworkSentBytes { get; init; }

    public long LogsSize { get; init; }

    public required UsageLimits Limits { get; init; }
}
