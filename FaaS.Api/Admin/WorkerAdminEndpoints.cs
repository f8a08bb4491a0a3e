using FaaS.Api.Http;
using FaaS.Api.OpenApi;
using FaaS.Api.Problems;
using FaaS.Infrastructure.Workers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Admin;

internal static class WorkerAdminEndpoints
{
    public static readonly ProblemKind WorkerNotFound =
        new("worker-not-found", StatusCodes.Status404NotFound, "There is no such worker.");

    public static RouteGroupBuilder MapWorkerAdmin(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/admin").WithTags("Admin");
        group.MapGet("/workers", List).WithSummary("The workers that are connected, with what they hold");

        group.MapPost("/workers/{id}/drain", Drain)
            .WithSummary("Have a worker finish what runs, take nothing new, and leave")
            .WithDescription("Its process ends by itself when its last invocation has ended; SIGTERM does the same, "
                + "within Worker:DrainTimeout. Whatever keeps it running may start it again.")
            .WithProblems(WorkerNotFound);

        group.MapPost("/rebalance", Rebalance)
            .WithSummary("Spread warm functions over the workers as if all had just joined")
            .WithDescription("Idle sandboxes are let go of where a call would only go because they are there; "
                + "what runs is not touched. New workers get work without this, too, as functions come and go.");
        return group;
    }

    private static Ok<Page<WorkerResponse>> List(WorkerDirectory workers, TimeProvider timeProvider)
        => TypedResults.Ok(new Page<WorkerResponse>(
            [
                .. workers.Channels.ToArray()
                    .Select(worker => WorkerResponse.Of(worker, timeProvider.GetUtcNow()))
                    .OrderBy(worker => worker.Id, StringComparer.Ordinal),
            ],
            null));

    private static Results<Accepted<WorkerResponse>, ProblemHttpResult> Drain(
        string id, WorkerOrders orders, TimeProvider timeProvider)
        => orders.Drain(id) is { } worker
            ? TypedResults.Accepted("/admin/workers", WorkerResponse.Of(worker, timeProvider.GetUtcNow()))
            : WorkerNotFound.Because($"No worker {id} is connected. GET /admin/workers lists those that are.");

    private static Ok<RebalanceResponse> Rebalance(WorkerOrders orders)
        => TypedResults.Ok(new RebalanceResponse(orders.Rebalance()));
}
