using FaaS.Api.OpenApi;
using FaaS.Infrastructure.Autoscaling;
using FaaS.Infrastructure.Invocations.Queue;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Admin;

internal static class AutoscaleAdminEndpoints
{
    private const string Example = """
        {
          "workers": 4,
          "needed": 3,
          "connected": 4,
          "min_workers": 1,
          "max_workers": 100,
          "backlog": 1200,
          "oldest_age_ms": 3100.5,
          "arrivals_per_second": 80.2,
          "service_time_ms": 240.7,
          "running": 31,
          "synchronous": 4,
          "slots_per_worker": 32,
          "at": "2026-11-21T12:00:00.000001+00:00"
        }
        """;

    public static RouteGroupBuilder MapAutoscaleAdmin(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/admin/autoscale").WithTags("Admin");
        group.MapGet("/", ReadAsync)
            .WithSummary("How many workers there should be, and why")
            .WithDescription("Everything is null while no scheduler leads or Redis is away; then workers had better "
                + "stay as they are.")
            .WithExample(null, Example);
        return group;
    }

    private static async Task<Ok<AutoscaleResponse>> ReadAsync(AutoscaleBoard board)
    {
        try
        {
            return TypedResults.Ok(
                await board.ReadAsync() is { } signal ? AutoscaleResponse.Of(signal) : AutoscaleResponse.Unknown);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            return TypedResults.Ok(AutoscaleResponse.Unknown);
        }
    }
}
