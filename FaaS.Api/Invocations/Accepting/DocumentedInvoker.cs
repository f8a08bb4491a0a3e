using FaaS.Api.Invocations.Reading;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Dispatch;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>Runs an invocation now and answers with its document instead of its bare result.</summary>
internal sealed class DocumentedInvoker(
    SynchronousInvoker invoker, InvocationReader reader, IOptions<DispatchOptions> options)
{
    public TimeSpan Patience => options.Value.MaxWait;

    public async Task<Results<Accepted<InvocationDocument>, Ok<InvocationDocument>, ProblemHttpResult>> InvokeAsync(
        FunctionSpec function, InvocationRequest request, CancellationToken cancellationToken)
    {
        using var outcome = await invoker.InvokeAsync(function, request, cancellationToken);
        if (outcome is InvocationOutcome.Refused refused)
        {
            return InvocationProblems.Of(refused);
        }

        var row = await reader.FindAsync(function.Tenant, request.InvocationId, cancellationToken)
            ?? throw new InvalidOperationException($"Invocation {request.InvocationId} ran and was not recorded.");

        // What is kept of a large result is less than what the caller is owed.
        return TypedResults.Ok(outcome is InvocationOutcome.Succeeded succeeded
            ? InvocationDocument.Of(row, succeeded.Result.Memory.ToArray())
            : InvocationDocument.Of(row));
    }
}
