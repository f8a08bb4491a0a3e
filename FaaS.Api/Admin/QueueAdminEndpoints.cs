using FaaS.Api.OpenApi;
using FaaS.Infrastructure.Invocations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Admin;

internal static class QueueAdminEndpoints
{
    public static RouteGroupBuilder MapQueueAdmin(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/admin/queues").WithTags("Admin");
        group.MapGet("/", ReadAsync)
            .WithSummary("All asynchronous invocations, by where they are")
            .WithProblems();
        return group;
    }

    private static async Task<Ok<QueuesResponse>> ReadAsync(QueueReports reports, CancellationToken cancellationToken)
        => TypedResults.Ok(QueuesResponse.Of(await reports.ReadAsync(cancellationToken)));
}
