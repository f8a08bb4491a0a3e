namespace FaaS.Infrastructure.Permits;

/// <summary>A dispatcher's part of one function's permits, and what it could use.</summary>
internal readonly record struct PermitHolder(string DispatcherId, int Permits, int Demand);
