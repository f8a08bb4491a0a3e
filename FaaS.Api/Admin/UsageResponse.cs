using FaaS.Infrastructure.Budgets;

namespace FaaS.Api.Admin;

/// <summary>What one tenant has used in one hour.</summary>
/// <param name="Hour">When it began.</param>
/// <param name="Invocations">Attempts that reached a sandbox.</param>
/// <param name="GibSeconds">Memory limit by run time.</param>
/// <param name="BytesIn">Payloads.</param>
/// <param name="BytesOut">Results.</param>
/// <param name="Limits">What the tenant may use in an hour now; null is without limit.</param>
internal sealed record UsageResponse(
    string Tenant,
    DateTimeOffset Hour,
    long Invocations,
    double CpuSeconds,
    double GibSeconds,
    long BytesIn,
    long BytesOut,
    long NetworkReceivedBytes,
    long NetworkSentBytes,
    long LogsSize,
    UsageLimits Limits)
{
    private const double MillisecondsPerSecond = 1000;

    public static UsageResponse Of(TenantUsage usage, BudgetLimits limits) => new(
        usage.Tenant,
        usage.Hour,
        usage.Invocations,
        usage.CpuMs / MillisecondsPerSecond,
        usage.GibMs / MillisecondsPerSecond,
        usage.BytesIn,
        usage.BytesOut,
        usage.NetworkReceivedBytes,
        usage.NetworkSentBytes,
        usage.LogsSize,
        UsageLimits.Of(limits));
}
