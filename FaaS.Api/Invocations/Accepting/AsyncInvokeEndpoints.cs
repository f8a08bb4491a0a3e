using System.Runtime.InteropServices;
using System.Text.Json;
using FaaS.Api.Functions;
using FaaS.Api.Http;
using FaaS.Api.Invocations.Idempotency;
using FaaS.Api.Invocations.Reading;
using FaaS.Api.OpenApi;
using FaaS.Api.Problems;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Functions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FaaS.Api.Invocations.Accepting;

internal static class AsyncInvokeEndpoints
{
    // Everything is keyed by tenant already; there is one until callers have an identity.
    private const string Tenant = "default";
    private const string Json = "application/json";

    // The largest payload, and room for the other fields.
    private const int MaxBodyBytes = FunctionLimits.MaxSyncPayloadBytes + (64 * 1024);

    private static readonly ProblemKind[] Problems =
    [
        ProblemKinds.FunctionNotFound, ProblemKinds.PayloadTooLarge, InvocationProblems.HeadersTooLarge,
        InvocationProblems.BudgetExhausted, .. IdempotencyProblems.Asynchronous,
    ];

    public static RouteGroupBuilder MapAsynchronousInvocations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/").WithTags("Invocations");
        var validator = new InvokeRequestValidator(routes.ServiceProvider.GetRequiredService<TimeProvider>());

        group.MapPost("/functions/{key}/invoke-async", EnqueueAsync)
            .WithSummary("Have a function run later")
            .WithDescription("The body is the payload as it is. The invocation is stored durably before the answer.")
            .Accepts<Stream>("application/octet-stream", Json, "text/plain")
            .WithHeaders(AcceptHeaders.Described)
            .WithProblems(Problems);

        group.MapPost("/invoke", InvokeAsync)
            .WithSummary("Run a function, later or, with async: false, now")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .AddEndpointFilter(new ValidationFilter<InvokeRequest>(validator, AcceptHeaders.CheckKeyOnly))
            .WithHeaders(HeaderMetadata.IdempotencyKey)
            .WithExample(InvocationExamples.Request, InvocationExamples.Queued)
            .WithProblems(
                [
                    .. Problems, ProblemKinds.MalformedJson, ProblemKinds.UnsupportedMediaType,
                    InvocationProblems.TooManyRequests, InvocationProblems.NoCapacity, InvocationProblems.Cancelled,
                    IdempotencyProblems.StillRunning,
                ]);

        return group;
    }

    private static async Task<Results<Accepted<InvocationDocument>, ProblemHttpResult>> EnqueueAsync(
        string key,
        HttpContext context,
        FunctionCache functions,
        InvocationIntake intake,
        TimeProvider timeProvider)
    {
        var request = context.Request;
        var now = timeProvider.GetUtcNow();
        var errors = new FieldErrors();
        var options = AcceptHeaders.Read(request.Headers, now, errors.Add);
        if (errors.ToProblem() is { } invalid)
        {
            return invalid;
        }

        if (await functions.FindAsync(Tenant, key, context.RequestAborted) is not { } function)
        {
            return FunctionProblems.NotFound(key);
        }

        if (!FunctionHeaders.TrySelect(request.Headers, out var headers))
        {
            return InvocationProblems.HeadersTooLarge.Because("Send at most 8 KiB of headers to a function.");
        }

        using var payload = PayloadReader.Rent(request, FunctionLimits.MaxAsyncPayloadBytes);
        if (!await PayloadReader.TryReadAsync(
            request, payload, FunctionLimits.MaxAsyncPayloadBytes, context.RequestAborted))
        {
            return TooLarge(FunctionLimits.MaxAsyncPayloadBytes);
        }

        var accepted = await intake.AcceptAsync(
            NewInvocations.Of(function, payload.Memory.ToArray(), request.ContentType, headers, options, now),
            context.RequestAborted);
        return accepted.Answer(context.Response);
    }

    private static async Task<Results<Accepted<InvocationDocument>, Ok<InvocationDocument>, ProblemHttpResult>>
        InvokeAsync(
            InvokeRequest request,
            FunctionCache functions,
            InvocationIntake intake,
            DocumentedInvoker invoker,
            TimeProvider timeProvider,
            HttpContext context)
    {
        if (await functions.FindAsync(Tenant, request.FunctionId!, context.RequestAborted) is not { } function)
        {
            return FunctionProblems.NotFound(request.FunctionId!);
        }

        var payload = request.Payload.ValueKind == JsonValueKind.Undefined
            ? []
            : JsonMarshal.GetRawUtf8Value(request.Payload).ToArray();
        if (payload.Length > FunctionLimits.MaxResultBytes(request.Async))
        {
            return TooLarge(FunctionLimits.MaxResultBytes(request.Async));
        }

        IdempotencyKey.TryRead(context.Request.Headers, out var key);
        if (!request.Async)
        {
            return await invoker.InvokeAsync(function, request, payload, key, context);
        }

        var accepted = await intake.AcceptAsync(
            NewInvocations.Of(function, request, payload, key, timeProvider.GetUtcNow()), context.RequestAborted);
        return accepted.Answer(context.Response).Result switch
        {
            Accepted<InvocationDocument> document => document,
            var problem => (ProblemHttpResult)problem,
        };
    }

    private static ProblemHttpResult TooLarge(int limit)
        => ProblemKinds.PayloadTooLarge.Because($"A payload has at most {limit >> 20} MiB here.");
}
