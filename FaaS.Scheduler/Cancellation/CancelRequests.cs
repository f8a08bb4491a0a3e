using System.Collections.Concurrent;
using FaaS.Infrastructure.Dispatch;

namespace FaaS.Scheduler.Cancellation;

/// <summary>Which of the running invocations are to stop because somebody asked for it.</summary>
internal sealed class CancelRequests(RunningInvocations running)
{
    private readonly ConcurrentDictionary<Guid, bool> _requested = new();

    /// <summary>Nothing happens when it does not run here.</summary>
    public void Request(Guid invocationId)
    {
        if (running.TryFind(invocationId, out var invocation) && _requested.TryAdd(invocationId, true))
        {
            invocation.Cancel();
        }
    }

    public bool Contains(Guid invocationId) => _requested.ContainsKey(invocationId);

    public void Forget(Guid invocationId) => _requested.TryRemove(invocationId, out _);
}
