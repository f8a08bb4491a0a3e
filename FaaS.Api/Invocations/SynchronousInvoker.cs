using FaaS.Domain.Functions;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations;

/// <summary>Runs an invocation while its caller waits, and has it recorded afterwards.</summary>
internal sealed class SynchronousInvoker(
    RunningInvocations running, InvocationDispatcher dispatcher, InvocationJournal journal)
{
    /// <param name="cancellationToken">That the caller has gone. The invocation is stopped then.</param>
    /// <returns>With the outcome, what is recorded of it; null when nothing is.</returns>
    public async ValueTask<(InvocationOutcome Outcome, InvocationRow? Row)> InvokeAsync(
        FunctionSpec function, InvocationRequest request, CancellationToken cancellationToken)
    {
        using var invocation = running.Begin(function, request, cancellationToken);
        var outcome = await dispatcher.InvokeAsync(invocation);

        // Before it stops being a running one, so that nobody who asks for it in between finds nothing.
        return (outcome, journal.Add(invocation, outcome));
    }
}
