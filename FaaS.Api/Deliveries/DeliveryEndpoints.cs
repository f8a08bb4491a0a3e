using FaaS.Api.Http;
using FaaS.Api.Invocations.Reading;
using FaaS.Api.OpenApi;
using FaaS.Infrastructure.Postgres;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Api.Deliveries;

internal static class DeliveryEndpoints
{
    // Everything is keyed by tenant already; there is one until callers have an identity.
    private const string Tenant = "default";

    public static RouteGroupBuilder MapDeliveries(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/invocations/{id:guid}/deliveries").WithTags("Invocations");
        group.MapGet("/", ListAsync)
            .WithSummary("Whether the function's destinations have been told of an invocation's end")
            .WithProblems(InvocationReadProblems.InvocationNotFound);
        return group;
    }

    private static async Task<Results<Ok<Page<DeliveryResponse>>, ProblemHttpResult>> ListAsync(
        Guid id,
        InvocationReader invocations,
        IDbContextFactory<FaasDbContext> contexts,
        CancellationToken cancellationToken)
    {
        if (await invocations.FindAsync(Tenant, id, cancellationToken) is null)
        {
            return InvocationReadProblems.NotFound(id);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Deliveries.AsNoTracking()
            .Where(row => row.InvocationId == id && row.Tenant == Tenant)
            .OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<DeliveryResponse>([.. rows.Select(DeliveryResponse.Of)], null));
    }
}
