namespace FaaS.Infrastructure.Permits;

/// <summary>What a gate could use now.</summary>
/// <param name="Permits">Running and waiting, and what was needed a moment ago.</param>
/// <param name="MaxConcurrency">As the last caller knew it.</param>
internal readonly record struct PermitDemand(int Permits, int MaxConcurrency);
