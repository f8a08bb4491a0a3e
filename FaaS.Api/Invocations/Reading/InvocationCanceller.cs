using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;

namespace FaaS.Api.Invocations.Reading;

/// <summary>Stops an invocation in the queue, on a worker of a scheduler's or on one of this replica's.</summary>
internal sealed class InvocationCanceller(
    InvocationCancellation cancellation, InvocationIndex index, RunningInvocations running)
{
    /// <summary>The state that it was in before; null when there is no such invocation.</summary>
    public async Task<InvocationState?> CancelAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        if (running.TryFind(id, out var here) && here.Function.Tenant == tenant)
        {
            here.Cancel();
            return InvocationState.Running;
        }

        var before = await cancellation.RequestAsync(id, tenant, cancellationToken);
        if (before is InvocationState.Queued)
        {
            await index.SettledAsync([id]);
        }
        else if (before is InvocationState.Running)
        {
            await index.CancelledAsync(id);
        }

        return before;
    }
}
