namespace FaaS.Client.Admin;

/// <summary>What a tenant may use in an hour; null is without limit.</summary>
public sealed record UsageLimits
{
    public long? Invocations { get; init; }

    public double? CpuSeconds { get; init; }

    public double? GibSeconds { get; init; }

    /// <summary>Of results and what is sent over the network, together.</summary>
    public long? BytesOut { get; init; }
}
