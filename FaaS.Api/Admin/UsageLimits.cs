using FaaS.Infrastructure.Budgets;

namespace FaaS.Api.Admin;

/// <summary>The budgets of a tenant.</summary>
/// <param name="BytesOut">Results and what is sent over the network, together.</param>
internal sealed record UsageLimits(long? Invocations, double? CpuSeconds, double? GibSeconds, long? BytesOut)
{
    public static UsageLimits Of(BudgetLimits limits) => new(
        limits.InvocationsPerHour, limits.CpuSecondsPerHour, limits.GibSecondsPerHour, limits.BytesOutPerHour);
}
