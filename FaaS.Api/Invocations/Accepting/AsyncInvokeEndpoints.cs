using System.Runtime.InteropServices;
using System.Text.Json;
using FaaS.Api.Functions;
using FaaS.Api.Http;
using FaaS.Api.Invocations.Reading;
using FaaS.Api.OpenApi;
using FaaS.Api.Problems;
using FaaS.Domain.Durations;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Functions;
using FaaS.Infrastructure.Postgres.Invocations;
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
        InvocationProblems.BudgetExhausted,
    ];

    public static RouteGroupBuilder MapAsynchronousInvocations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/").WithTags("Invocations");

        group.MapPost("/functions/{key}/invoke-async", EnqueueAsync)
            .WithSummary("Have a function run later")
            .WithDescription("The body is the payload as it is. The invocation is stored durably before the answer.")
            .Accepts<Stream>("application/octet-stream", Json, "text/plain")
            .WithProblems(Problems);

        group.MapPost("/invoke", InvokeAsync)
            .WithSummary("Run a function, later or, with async: false, now")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .AddEndpointFilter(new ValidationFilter<InvokeRequest>(new InvokeRequestValidator()))
            .WithExample(InvocationExamples.Request, InvocationExamples.Queued)
            .WithProblems(
                [
                    .. Problems, ProblemKinds.InvalidRequest, ProblemKinds.MalformedJson,
                    ProblemKinds.UnsupportedMediaType, InvocationProblems.TooManyRequests,
                    InvocationProblems.NoCapacity, InvocationProblems.Cancelled,
                ]);

        return group;
    }

    private static async Task<Results<Accepted<InvocationDocument>, ProblemHttpResult>> EnqueueAsync(
        string key,
        HttpContext context,
        FunctionCache functions,
        InvocationAccepter accepter,
        TenantBudgets budgets,
        TimeProvider timeProvider)
    {
        if (await functions.FindAsync(Tenant, key, context.RequestAborted) is not { } function)
        {
            return FunctionProblems.NotFound(key);
        }

        if (budgets.Refuse(function.Tenant) is { } spent)
        {
            RetryAfter.Write(context.Response, budgets.RetryAfter(spent));
            return InvocationProblems.Of(spent);
        }

        if (!FunctionHeaders.TrySelect(context.Request.Headers, out var headers))
        {
            return InvocationProblems.HeadersTooLarge.Because("Send at most 8 KiB of headers to a function.");
        }

        using var payload = PayloadReader.Rent(context.Request, FunctionLimits.MaxAsyncPayloadBytes);
        if (!await PayloadReader.TryReadAsync(
            context.Request, payload, FunctionLimits.MaxAsyncPayloadBytes, context.RequestAborted))
        {
            return TooLarge(FunctionLimits.MaxAsyncPayloadBytes);
        }

        var row = QueuedRows.Of(
            function,
            payload.Memory.ToArray(),
            context.Request.ContentType,
            headers,
            function.Timeout,
            InvocationPriority.Normal,
            timeProvider.GetUtcNow());
        return await AcceptAsync(row, accepter, context.RequestAborted);
    }

    private static async Task<Results<Accepted<InvocationDocument>, Ok<InvocationDocument>, ProblemHttpResult>>
        InvokeAsync(
            InvokeRequest request,
            FunctionCache functions,
            InvocationAccepter accepter,
            DocumentedInvoker invoker,
            TenantBudgets budgets,
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

        var headers = request.Headers ?? [];
        var timeout = DurationText.TryParse(request.Timeout, out var shorter) && shorter < function.Timeout
            ? shorter
            : function.Timeout;
        if (request.Async)
        {
            if (budgets.Refuse(function.Tenant) is { } spent)
            {
                RetryAfter.Write(context.Response, budgets.RetryAfter(spent));
                return InvocationProblems.Of(spent);
            }

            var row = QueuedRows.Of(
                function, payload, Json, headers, timeout, request.Priority, timeProvider.GetUtcNow());
            return await AcceptAsync(row, accepter, context.RequestAborted);
        }

        var call = new InvocationRequest
        {
            InvocationId = Guid.CreateVersion7(),
            Payload = payload,
            ContentType = Json,
            Headers = headers,
            Timeout = timeout,
            Patience = invoker.Patience,
        };
        return await invoker.InvokeAsync(function, call, context);
    }

    private static async Task<Accepted<InvocationDocument>> AcceptAsync(
        InvocationRow row, InvocationAccepter accepter, CancellationToken cancellationToken)
    {
        await accepter.AcceptAsync(row, cancellationToken);
        return TypedResults.Accepted($"/invocations/{row.Id}", InvocationDocument.Of(row));
    }

    private static ProblemHttpResult TooLarge(int limit)
        => ProblemKinds.PayloadTooLarge.Because($"A payload has at most {limit >> 20} MiB here.");
}
