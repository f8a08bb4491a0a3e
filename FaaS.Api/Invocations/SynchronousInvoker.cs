using FaaS.Domain.Functions;
using FaaS.Infrastructure.Dispatch;

namespace FaaS.Api.Invocations;

/// <summary>Runs an invocation while its caller waits, and has it recorded afterwards.</summary>
internal sealed class SynchronousInvoker(
    RunningInvocations running, InvocationDispatcher dispatcher, InvocationJournal journal)
{
    /// <param name="cancellationToken">That the caller has gone. The invocation is stopped then.</param>
    public async ValueTask<InvocationOutcome> InvokeAsync(
        FunctionSpec function, InvocationRequest request, CancellationToken cancellationToken)
    {
        using var invocation = running.Begin(function, request, cancellationToken);
        var outcome = await dispatcher.InvokeAsync(invocation);

        // Before it stops being a running one, so that nobody who asks for it in between finds nothing.
        journal.Add(invocation, outcome);
        return outcome;
    }
}
