using FaaS.Api.Invocations.Idempotency;
using FaaS.Api.Invocations.Reading;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Postgres.Invocations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>Runs an invocation now and answers with its document instead of its bare result.</summary>
internal sealed class DocumentedInvoker(
    SynchronousInvoker invoker, IdempotentInvoker idempotent, IOptions<DispatchOptions> options)
{
    /// <param name="request">Valid.</param>
    public async Task<Results<Accepted<InvocationDocument>, Ok<InvocationDocument>, ProblemHttpResult>> InvokeAsync(
        FunctionSpec function, InvokeRequest request, byte[] payload, string? key, HttpContext context)
    {
        var call = new InvocationRequest
        {
            InvocationId = Guid.CreateVersion7(),
            Payload = payload,
            ContentType = "application/json",
            Headers = request.Headers ?? [],
            Timeout = request.TimeoutWithin(function),
            IdempotencyKey = key,
            Patience = options.Value.MaxWait,
        };
        if (key is null)
        {
            var (outcome, row) = await invoker.InvokeAsync(function, call, context.RequestAborted);
            return Answer(call.InvocationId, outcome, row, context.Response);
        }

        var digest = request.Digest(payload, default).Compute();
        switch (await idempotent.InvokeAsync(function, call, digest, context.RequestAborted))
        {
            case KeyedAnswer.Ran(var id, var outcome, var row):
                return Answer(id, outcome, row, context.Response);
            case KeyedAnswer.Replayed(var row):
                context.Response.Headers[IdempotencyKey.ReplayedHeader] = "true";
                return TypedResults.Ok(InvocationDocument.Of(row));
            case var other:
                return IdempotencyProblems.Of(other);
        }
    }

    private static Results<Accepted<InvocationDocument>, Ok<InvocationDocument>, ProblemHttpResult> Answer(
        Guid id, InvocationOutcome outcome, InvocationRow? row, HttpResponse response)
    {
        using var ended = outcome;
        RetryAfter.Write(response, (outcome as InvocationOutcome.Refused)?.RetryAfter ?? TimeSpan.Zero);
        return (outcome, row) switch
        {
            (InvocationOutcome.Refused refused, _) => InvocationProblems.Of(refused),

            // What is kept of a large result is less than what the caller is owed.
            (InvocationOutcome.Succeeded succeeded, { } kept) => TypedResults.Ok(
                InvocationDocument.Of(kept, succeeded.Result.Memory.ToArray())),
            (_, { } kept) => TypedResults.Ok(InvocationDocument.Of(kept)),
            (InvocationOutcome.Failed failed, null) => InvocationProblems.Of(failed),
            _ => throw new InvalidOperationException($"Invocation {id} ran without a record."),
        };
    }
}
