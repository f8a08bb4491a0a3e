namespace FaaS.Infrastructure.Dispatch;

/// <summary>
/// The concurrency limit of one function in this process: exact, first come first served, with a bounded queue.
/// </summary>
internal sealed class FunctionGate(int maxWaiting)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<bool>> _waiting = new();
    private int _limit;
    private int _running;
    private bool _isRetired;

    /// <summary>
    /// Completes with whether there is now a place, to be given back with <see cref="Leave"/>. Null when this gate
    /// has been retired and must be looked up again.
    /// </summary>
    public Task<bool>? TryEnter(int limit, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource<bool>> place;
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            _limit = limit;
            if (_running < limit && _waiting.Count == 0)
            {
                _running++;
                return Task.FromResult(true);
            }

            if (_waiting.Count >= maxWaiting || patience <= TimeSpan.Zero)
            {
                return Task.FromResult(false);
            }

            place = _waiting.AddLast(
                new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
            AdmitWaiting();
        }

        return WaitAsync(place, patience, time, cancellationToken);
    }

    public void Leave()
    {
        lock (_gate)
        {
            _running--;
            AdmitWaiting();
        }
    }

    /// <summary>True when nobody is inside or waiting; nobody can enter any more.</summary>
    public bool TryRetire()
    {
        lock (_gate)
        {
            return _isRetired = _running == 0 && _waiting.Count == 0;
        }
    }

    private async Task<bool> WaitAsync(
        LinkedListNode<TaskCompletionSource<bool>> place,
        TimeSpan patience,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        try
        {
            return await place.Value.Task.WaitAsync(patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            lock (_gate)
            {
                if (place.List is null)
                {
                    // Admitted in the same moment: the place is passed on to the next one.
                    _running--;
                    AdmitWaiting();
                }
                else
                {
                    _waiting.Remove(place);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    private void AdmitWaiting()
    {
        while (_running < _limit && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            _running++;
            next.Value.SetResult(true);
        }
    }
}
