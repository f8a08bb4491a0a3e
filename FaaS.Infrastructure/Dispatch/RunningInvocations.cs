using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>What this process is answering for right now. Bounded by the queues in front of it.</summary>
internal sealed class RunningInvocations(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<Guid, RunningInvocation> _byId = new();

    public TimeProvider TimeProvider { get; } = timeProvider;

    public int Count => _byId.Count;

    public RunningInvocation Begin(
        FunctionSpec function, InvocationRequest request, CancellationToken cancellationToken)
    {
        var invocation = new RunningInvocation(this, function, request, cancellationToken);
        _byId[invocation.Id] = invocation;
        return invocation;
    }

    public bool TryFind(Guid id, [NotNullWhen(true)] out RunningInvocation? invocation)
        => _byId.TryGetValue(id, out invocation);

    /// <summary>False when it does not run here.</summary>
    public bool Cancel(Guid id)
    {
        if (!_byId.TryGetValue(id, out var invocation))
        {
            return false;
        }

        invocation.Cancel();
        return true;
    }

    public IEnumerable<RunningInvocation> Snapshot() => _byId.Select(pair => pair.Value);

    public void End(RunningInvocation invocation)
        => _byId.TryRemove(KeyValuePair.Create(invocation.Id, invocation));
}
