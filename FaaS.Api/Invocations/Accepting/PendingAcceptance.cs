using FaaS.Infrastructure.Invocations;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>An invocation whose caller waits for the commit.</summary>
internal sealed class PendingAcceptance(NewInvocation invocation)
{
    private readonly TaskCompletionSource<InvocationTimes?> _committed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NewInvocation Invocation => invocation;

    /// <summary>Null when its key was taken.</summary>
    public Task<InvocationTimes?> Committed => _committed.Task;

    public void Commit(InvocationTimes times) => _committed.TrySetResult(times);

    public void Refuse() => _committed.TrySetResult(null);

    public void Fail(Exception exception) => _committed.TrySetException(exception);
}
