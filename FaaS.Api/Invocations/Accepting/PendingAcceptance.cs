using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>An invocation whose caller waits for the commit.</summary>
internal sealed class PendingAcceptance(InvocationRow row)
{
    private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InvocationRow Row => row;

    public Task Committed => _committed.Task;

    public void Commit() => _committed.TrySetResult();

    public void Fail(Exception exception) => _committed.TrySetException(exception);
}
