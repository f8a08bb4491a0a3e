using FaaS.Api.OpenApi;
using FaaS.Infrastructure.Leadership;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Admin;

internal static class LeaderAdminEndpoints
{
    private const string Example = """
        {
          "holder": "scheduler-0199a3f26c1e7b619a520d1f3c1c7a10",
          "url": "http://localhost:8081",
          "epoch": 3,
          "since": "2026-11-21T12:00:00.000001+00:00",
          "expires_at": "2026-11-21T13:00:03.000001+00:00"
        }
        """;

    public static RouteGroupBuilder MapLeaderAdmin(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/admin/leader").WithTags("Admin");
        group.MapGet("/", ReadAsync)
            .WithSummary("Which scheduler leads: it fires schedules, and looks for what was lost")
            .WithExample(null, Example)
            .WithProblems();
        return group;
    }

    private static async Task<Ok<LeaderResponse>> ReadAsync(
        LeadershipTable leadership, CancellationToken cancellationToken)
        => TypedResults.Ok(LeaderResponse.Of(await leadership.ReadAsync(cancellationToken)));
}
