using FaaS.Api.Invocations.Reading;
using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Invocations;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>Accepts an invocation, or finds the one that its key stands for already.</summary>
internal sealed class InvocationIntake(
    InvocationAccepter accepter, IdempotencyKeys keys, InvocationReader reader, TenantBudgets budgets)
{
    public async Task<Acceptance> AcceptAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        if (budgets.Refuse(invocation.Row.Tenant) is { } spent)
        {
            return await FindAsync(invocation, cancellationToken)
                ?? new Acceptance.Refused(spent, budgets.RetryAfter(spent));
        }

        while (true)
        {
            if (await accepter.AcceptAsync(invocation, cancellationToken) is { } times)
            {
                return new Acceptance.Accepted(invocation.Row, times);
            }

            if (await FindAsync(invocation, cancellationToken) is { } known)
            {
                return known;
            }

            // The key has expired, or was given back, in between.
        }
    }

    /// <summary>Null when there is no key or it is free.</summary>
    private async Task<Acceptance?> FindAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        var row = invocation.Row;
        if (row.IdempotencyKey is not { } key
            || await keys.FindAsync(row.Tenant, row.FunctionId, key, cancellationToken) is not { } taken)
        {
            return null;
        }

        if (!taken.IsFor(invocation.RequestDigest))
        {
            return new Acceptance.KeyReused();
        }

        return await reader.FindAsync(row.Tenant, taken.InvocationId, cancellationToken) is { } first
            ? new Acceptance.Replayed(first)
            : new Acceptance.Gone(taken.InvocationId);
    }
}
