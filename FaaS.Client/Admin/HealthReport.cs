namespace FaaS.Client.Admin;

/// <summary>Whether the Api can work: <c>GET /health/ready</c>.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Checks">The same for each thing that it depends on, by name.</param>
public sealed record HealthReport(string Status, IReadOnlyDictionary<string, HealthCheck> Checks)
{
    public bool IsHealthy => string.Equals(Status, "healthy", StringComparison.OrdinalIgnoreCase);
}
