namespace FaaS.ServiceDefaults.Health;

internal sealed record HealthResponse(string Status, IReadOnlyDictionary<string, HealthCheckResponse> Checks);
