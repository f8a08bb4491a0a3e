using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;

namespace FaaS.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    /// <summary>The tag of a check without which the process cannot do its work.</summary>
    private const string Ready = "ready";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/health", new());
        Map(routes, "/health/live", new() { Predicate = _ => false });
        Map(routes, "/health/ready", new() { Predicate = check => check.Tags.Contains(Ready) });
    }

    private static void Map(IEndpointRouteBuilder routes, string path, HealthCheckOptions options)
    {
        options.ResponseWriter = HealthReportWriter.WriteAsync;
        routes.MapHealthChecks(path, options).DisableHttpMetrics();
    }
}
