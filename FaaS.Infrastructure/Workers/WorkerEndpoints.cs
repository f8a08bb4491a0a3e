using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
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
            await TypedResults.Problem("Send the join token as a bearer token.", statusCode: 401).ExecuteAsync(context);
            return;
        }

        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade
            || context.Request.Headers.Upgrade != Protocol)
        {
            await TypedResults.Problem($"Ask for an upgrade to {Protocol}.", statusCode: 400).ExecuteAsync(context);
            return;
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await TypedResults.Problem("This dispatcher is stopping.", statusCode: 503).ExecuteAsync(context);
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
