using FaaS.Api.OpenApi;
using FaaS.Api.Problems;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Functions;
using FaaS.ServiceDefaults.Networking;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FaaS.Api.Invocations;

internal static class InvokeEndpoints
{
    // Everything is keyed by tenant already; there is one until callers have an identity.
    private const string Tenant = "default";

    public static RouteGroupBuilder MapSynchronousInvocations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/functions/{key}/invoke").WithTags("Invocations");

        group.MapPost("/", InvokeAsync)
            .WithSummary("Run a function and wait for its result")
            .WithDescription("The body is the payload as it is, the response body is the result as it is.")
            .Accepts<Stream>(isOptional: true, "*/*")
            .Produces<Stream>(StatusCodes.Status200OK, "application/json", "text/plain", "application/octet-stream")
            .WithProblems([.. InvocationProblems.All])
            .WithMetadata(new RunsOnSocketThread());

        return group;
    }

    private static async Task<Results<InvocationHttpResult, ProblemHttpResult>> InvokeAsync(
        string key,
        HttpContext context,
        FunctionCache functions,
        SynchronousInvoker invoker,
        IOptions<DispatchOptions> options)
    {
        if (await functions.FindAsync(Tenant, key, context.RequestAborted) is not { } function)
        {
            return ProblemKinds.FunctionNotFound.Because("No function has this name or id. See GET /functions.");
        }

        if (!FunctionHeaders.TrySelect(context.Request.Headers, out var headers))
        {
            return InvocationProblems.HeadersTooLarge.Because("Send at most 8 KiB of headers to a function.");
        }

        using var payload = PayloadReader.Rent(context.Request, FunctionLimits.MaxSyncPayloadBytes);
        if (!await PayloadReader.TryReadAsync(
            context.Request, payload, FunctionLimits.MaxSyncPayloadBytes, context.RequestAborted))
        {
            return ProblemKinds.PayloadTooLarge.Because("A payload has at most 6 MiB here.");
        }

        var request = new InvocationRequest
        {
            InvocationId = Guid.CreateVersion7(),
            Payload = payload.Memory,
            ContentType = context.Request.ContentType,
            Headers = headers,
            Timeout = function.Timeout,
            Patience = options.Value.MaxWait,
        };
        var (outcome, _) = await invoker.InvokeAsync(function, request, context.RequestAborted);
        return new InvocationHttpResult(request.InvocationId, function, outcome);
    }
}
