using FaaS.Api.Invocations.Accepting;
using FaaS.Api.Invocations.Checkpoints;
using FaaS.Api.Invocations.Reading;

namespace FaaS.Api.Invocations;

internal static class InvocationRoutes
{
    public static IEndpointRouteBuilder MapInvocations(this IEndpointRouteBuilder routes)
    {
        routes.MapSynchronousInvocations();
        routes.MapAsynchronousInvocations();
        routes.MapInvocationRecords();
        routes.MapCheckpoints();
        return routes;
    }
}
