using FaaS.Api.Invocations.Reading;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Dispatch;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>Runs an invocation now and answers with its document instead of its bare result.</summary>
internal sealed class DocumentedInvoker(SynchronousInvoker invoker, IOptions<DispatchOptions> options)
{
    public TimeSpan Patience => options.Value.MaxWait;

    public async Task<Results<Accepted<InvocationDocument>, Ok<InvocationDocument>, ProblemHttpResult>> InvokeAsync(
        FunctionSpec function, InvocationRequest request, HttpContext context)
    {
        var (outcome, row) = await invoker.InvokeAsync(function, request, context.RequestAborted);
        using var ended = outcome;
        RetryAfter.Write(context.Response, (outcome as InvocationOutcome.Refused)?.RetryAfter ?? TimeSpan.Zero);
        return (outcome, row) switch
        {
            (InvocationOutcome.Refused refused, _) => InvocationProblems.Of(refused),

            // What is kept of a large result is less than what the caller is owed.
            (InvocationOutcome.Succeeded succeeded, { } kept) => TypedResults.Ok(
                InvocationDocument.Of(kept, succeeded.Result.Memory.ToArray())),
            (_, { } kept) => TypedResults.Ok(InvocationDocument.Of(kept)),
            _ => throw new InvalidOperationException($"Invocation {request.InvocationId} ran without a record."),
        };
    }
}
