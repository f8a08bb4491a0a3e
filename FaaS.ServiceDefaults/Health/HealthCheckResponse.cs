namespace FaaS.ServiceDefaults.Health;

internal sealed record HealthCheckResponse(string Status, double DurationMs, string? Detail);
