using FaaS.Api.Http;
using FaaS.Api.Invocations.Accepting;
using FaaS.Api.Invocations.Idempotency;
using FaaS.Api.OpenApi;
using FaaS.Api.Problems;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Functions;
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
            .WithHeaders(HeaderMetadata.IdempotencyKey)
            .WithProblems([.. InvocationProblems.All, .. IdempotencyProblems.Synchronous]);

        return group;
    }

    private static async Task<Results<InvocationHttpResult, ProblemHttpResult>> InvokeAsync(
        string key,
        HttpContext context,
        FunctionCache functions,
        SynchronousInvoker invoker,
        IdempotentInvoker idempotent,
        IOptions<DispatchOptions> options)
    {
        if (CheckHeaders(context.Request.Headers, out var idempotencyKey) is { } invalid)
        {
            return invalid;
        }

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
            IdempotencyKey = idempotencyKey,
            Patience = options.Value.MaxWait,
        };
        if (idempotencyKey is not null)
        {
            return await InvokeOnceAsync(function, request, idempotent, context);
        }

        var (outcome, _) = await invoker.InvokeAsync(function, request, context.RequestAborted);
        return new InvocationHttpResult(request.InvocationId, function.Version, outcome);
    }

    private static async Task<Results<InvocationHttpResult, ProblemHttpResult>> InvokeOnceAsync(
        FunctionSpec function, InvocationRequest request, IdempotentInvoker idempotent, HttpContext context)
    {
        var digest = new RequestDigest
        {
            Mode = InvocationMode.Sync,
            Payload = request.Payload,
            ContentType = request.ContentType,
        };
        switch (await idempotent.InvokeAsync(function, request, digest.Compute(), context.RequestAborted))
        {
            case KeyedAnswer.Ran(var id, var outcome, _):
                return new InvocationHttpResult(id, function.Version, outcome);
            case KeyedAnswer.Replayed(var row):
                context.Response.Headers[IdempotencyKey.ReplayedHeader] = "true";
                return new InvocationHttpResult(row.Id, row.Version, RecordedOutcome.Of(row));
            case var other:
                return IdempotencyProblems.Of(other);
        }
    }

    private static ProblemHttpResult? CheckHeaders(IHeaderDictionary headers, out string? idempotencyKey)
    {
        var misplaced = AcceptHeaders.FindMisplaced(headers);
        if (IdempotencyKey.TryRead(headers, out idempotencyKey) & misplaced is null)
        {
            return null;
        }

        var errors = new FieldErrors();
        if (misplaced is not null)
        {
            errors.Add(misplaced, "This one would run at once: POST it to invoke-async instead.");
        }

        if (!IdempotencyKey.TryRead(headers, out _))
        {
            errors.Add(IdempotencyKey.Header, IdempotencyKey.Expected);
        }

        return errors.ToProblem();
    }
}
