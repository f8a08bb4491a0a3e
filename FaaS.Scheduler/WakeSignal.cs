namespace FaaS.Scheduler;

/// <summary>Wakes one loop, by signal and by period. Signals while nobody waits become one.</summary>
internal sealed class WakeSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private int _isSet;

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _signal.Release();
        }
    }

    public async Task WaitAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        if (await _signal.WaitAsync(period, cancellationToken))
        {
            Volatile.Write(ref _isSet, 0);
        }
    }

    public void Dispose() => _signal.Dispose();
}
