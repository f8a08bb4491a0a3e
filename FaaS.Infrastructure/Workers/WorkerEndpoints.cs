using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;

namespace FaaS.Infrastructure.Workers;

internal static class WorkerEndpoints
{
    private const string Protocol = "faas-frames";

    /// <summary>Where workers connect: HTTP once, then frames (docs/protocol.md).</summary>
    public static RouteGroupBuilder MapWorkers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/workers").WithTags("Workers").ExcludeFromDescription();
        group.MapGet("/connect", ConnectAsync).DisableRequestTimeout();
        return group;
    }

    private static async Task ConnectAsync(
        HttpContext context, JoinToken token, WorkerReception reception, IHostApplicationLifetime lifetime)
    {
        if (!token.IsIn(context.Request.Headers.Authorization))
        {
            await Problem(401, "unauthorized", "Send the join token as a bearer token.").ExecuteAsync(context);
            return;
        }

        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade
            || context.Request.Headers.Upgrade != Protocol)
        {
            await Problem(400, "invalid-request", $"Ask for an upgrade to {Protocol}.").ExecuteAsync(context);
            return;
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await Problem(503, "stopping", "This dispatcher is stopping; connect to another.").ExecuteAsync(context);
            return;
        }

        LiftLimits(context.Features);
        context.Response.Headers.Upgrade = Protocol;
        var stream = await upgrade.UpgradeAsync();
        if (!await reception.ReceiveAsync(stream, lifetime.ApplicationStopping, context.RequestAborted))
        {
            context.Abort();
        }
    }

    private static ProblemHttpResult Problem(int status, string name, string detail)
        => TypedResults.Problem(detail, statusCode: status, type: $"https://faas.dev/problems/{name}");

    /// <summary>The connection lives for as long as the worker does.</summary>
    private static void LiftLimits(IFeatureCollection features)
    {
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requestRate)
        {
            requestRate.MinDataRate = null;
        }

        if (features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate)
        {
            responseRate.MinDataRate = null;
        }
    }
}
