using FaaS.Domain.Functions;
using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations;

/// <summary>Runs an invocation while its caller waits, and has it recorded afterwards.</summary>
internal sealed class SynchronousInvoker(
    RunningInvocations running, InvocationDispatcher dispatcher, InvocationJournal journal, TenantBudgets budgets)
{
    /// <param name="cancellationToken">That the caller has gone. The invocation is stopped then.</param>
    /// <returns>With the outcome, what is recorded of it; null when nothing is.</returns>
    public async ValueTask<(InvocationOutcome Outcome, InvocationRow? Row)> InvokeAsync(
        FunctionSpec function, InvocationRequest request, CancellationToken cancellationToken)
    {
        if (budgets.Refuse(function.Tenant) is { } spent)
        {
            return (new InvocationOutcome.Refused(Refusal.BudgetSpent, budgets.RetryAfter(spent), spent), null);
        }

        using var invocation = running.Begin(function, request, cancellationToken);
        var outcome = await dispatcher.InvokeAsync(invocation);
        Charge(function, outcome);

        // Before it stops being a running one, so that nobody who asks for it in between finds nothing.
        return (outcome, journal.Add(invocation, outcome));
    }

    /// <summary>Runs what is recorded by whoever began it.</summary>
    public async ValueTask<InvocationOutcome> RunAsync(RunningInvocation invocation)
    {
        var function = invocation.Function;
        if (budgets.Refuse(function.Tenant) is { } spent)
        {
            return new InvocationOutcome.Refused(Refusal.BudgetSpent, budgets.RetryAfter(spent), spent);
        }

        var outcome = await dispatcher.InvokeAsync(invocation);
        Charge(function, outcome);
        return outcome;
    }

    private void Charge(FunctionSpec function, InvocationOutcome outcome)
    {
        switch (outcome)
        {
            case InvocationOutcome.Succeeded succeeded:
                budgets.Charge(function, succeeded.Stats, succeeded.Result.Length);
                break;
            case InvocationOutcome.Failed failed:
                budgets.Charge(function, failed.Stats, 0);
                break;
        }
    }
}
