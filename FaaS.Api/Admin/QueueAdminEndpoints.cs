using FaaS.Api.OpenApi;
using FaaS.Infrastructure.Invocations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Admin;

internal static class QueueAdminEndpoints
{
    private const string ConservationExample = """
        {
          "accepted": 1000,
          "queued": 12,
          "running": 4,
          "settled": 981,
          "dead": 3,
          "drift": 0,
          "since": "2026-11-21T12:00:00+00:00",
          "at": "2026-11-21T12:34:56+00:00"
        }
        """;

    public static RouteGroupBuilder MapQueueAdmin(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/admin").WithTags("Admin");
        group.MapGet("/queues", ReadAsync)
            .WithSummary("All asynchronous invocations, by where they are")
            .WithDescription("Counted at the time it says, at most about a second ago.")
            .WithProblems();
        group.MapGet("/conservation", ConserveAsync)
            .WithSummary("Whether every invocation that was accepted is still somewhere, and only once")
            .WithDescription(
                "Accepted = queued + running + settled + dead, counted in one snapshot, at most about a "
                + "second ago. Drift is 0.")
            .WithExample(null, ConservationExample)
            .WithProblems();
        return group;
    }

    private static async Task<Ok<ConservationResponse>> ConserveAsync(
        RecentQueueReport recent, CancellationToken cancellationToken)
        => TypedResults.Ok(ConservationResponse.Of(
            await recent.ReadAsync(RecentQueueReport.ShortAge, cancellationToken)));

    private static async Task<Ok<QueuesResponse>> ReadAsync(
        RecentQueueReport recent, CancellationToken cancellationToken)
        => TypedResults.Ok(QueuesResponse.Of(await recent.ReadAsync(RecentQueueReport.ShortAge, cancellationToken)));
}
