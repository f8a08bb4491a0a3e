namespace FaaS.Infrastructure.Budgets;

/// <summary>The part of a tenant's usage that budgets can limit.</summary>
/// <param name="BytesOut">Results, and what went out over the network.</param>
internal readonly record struct HourUse(long Invocations, double CpuSeconds, double GibSeconds, long BytesOut)
{
    public static HourUse operator +(HourUse one, HourUse other) => new(
        one.Invocations + other.Invocations,
        one.CpuSeconds + other.CpuSeconds,
        one.GibSeconds + other.GibSeconds,
        one.BytesOut + other.BytesOut);
}
