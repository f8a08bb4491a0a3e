using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Infrastructure.Budgets;

/// <summary>What one tenant has used in one hour, all dispatchers together.</summary>
internal sealed record TenantUsage
{
    public DateTimeOffset Hour { get; init; }

    public string Tenant { get; init; } = "";

    /// <summary>Attempts that reached a sandbox.</summary>
    public long Invocations { get; init; }

    public double CpuMs { get; init; }

    /// <summary>Memory limit in GiB by milliseconds of run time.</summary>
    public double GibMs { get; init; }

    public long BytesIn { get; init; }

    public long BytesOut { get; init; }

    public long NetworkReceivedBytes { get; init; }

    public long NetworkSentBytes { get; init; }

    public long LogsSize { get; init; }

    public static TenantUsage Of(InvocationRow row) => new()
    {
        Invocations = 1,
        CpuMs = row.CpuMs ?? 0,
        GibMs = (row.MemoryMb ?? 0) / 1024.0 * (row.RunMs ?? 0),
        BytesIn = row.BytesIn ?? 0,
        BytesOut = row.BytesOut ?? 0,
        NetworkReceivedBytes = row.NetworkReceivedBytes ?? 0,
        NetworkSentBytes = row.NetworkSentBytes ?? 0,
        LogsSize = row.LogsSize,
    };

    public static TenantUsage operator +(TenantUsage one, TenantUsage other) => new()
    {
        Invocations = one.Invocations + other.Invocations,
        CpuMs = one.CpuMs + other.CpuMs,
        GibMs = one.GibMs + other.GibMs,
        BytesIn = one.BytesIn + other.BytesIn,
        BytesOut = one.BytesOut + other.BytesOut,
        NetworkReceivedBytes = one.NetworkReceivedBytes + other.NetworkReceivedBytes,
        NetworkSentBytes = one.NetworkSentBytes + other.NetworkSentBytes,
        LogsSize = one.LogsSize + other.LogsSize,
    };
}
