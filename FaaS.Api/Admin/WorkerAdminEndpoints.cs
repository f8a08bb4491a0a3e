using FaaS.Api.Http;
using FaaS.Infrastructure.Workers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Admin;

internal static class WorkerAdminEndpoints
{
    public static RouteGroupBuilder MapWorkerAdmin(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/admin/workers").WithTags("Admin");
        group.MapGet("/", List).WithSummary("The workers that are connected, with what they hold");
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
}
