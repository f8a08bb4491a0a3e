namespace FaaS.Client.Admin;

/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Detail">What is wrong with it; null when nothing is.</param>
public sealed record HealthCheck(string Status, string? Detail);
