namespace FaaS.Api.Invocations.Reading;

/// <summary>Everybody here who waits for the end of one invocation.</summary>
internal sealed class SettledWait(SettledNews news, Guid invocationId) : IDisposable
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid InvocationId => invocationId;

    /// <summary>Owned by <see cref="SettledNews"/>.</summary>
    public int Waiters { get; set; }

    public void Settle() => _settled.TrySetResult();

    /// <summary>Returns at its end or after <paramref name="patience"/>, whichever comes first.</summary>
    public async Task WaitAsync(TimeSpan patience, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        try
        {
            await _settled.Task.WaitAsync(patience, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The caller looks again, whatever the reason that the wait is over.
        }
    }

    public void Dispose() => news.End(this);
}
