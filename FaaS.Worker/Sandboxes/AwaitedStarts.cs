namespace FaaS.Worker.Sandboxes;

/// <summary>
/// Who waits for a sandbox of one shape, and the memory that they have brought for its start. Its owner's lock guards
/// it.
/// </summary>
internal sealed class AwaitedStarts(MemoryBudget budget, int reservedMib)
{
    private readonly TurnQueue<Guid, TaskCompletionSource<Sandbox>> _waiters = new();
    private int _paid;
    private int _begun;

    public int Waiting => _waiters.Count;

    /// <summary>Joins who has taken the memory of one start out of the budget.</summary>
    public TaskCompletionSource<Sandbox> Join(Guid functionId)
    {
        var waiter = new TaskCompletionSource<Sandbox>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Join(functionId, waiter);
        _paid++;
        return waiter;
    }

    public void Leave(Guid functionId, TaskCompletionSource<Sandbox> waiter)
    {
        if (_waiters.Leave(functionId, waiter))
        {
            waiter.SetCanceled(CancellationToken.None);
            ReturnUnneeded();
        }
    }

    /// <summary>False when nobody has brought memory that is not used yet.</summary>
    public bool TryBegin()
    {
        _begun += _paid > 0 ? 1 : 0;
        return _paid > 0 && _paid-- > 0;
    }

    /// <summary>A start that <see cref="TryBegin"/> has paid is over.</summary>
    public void Ended() => _begun--;

    /// <summary>False when nobody waits for it.</summary>
    public bool TryGive(Sandbox sandbox)
    {
        if (!_waiters.TryNext(out var waiter))
        {
            return false;
        }

        waiter.SetResult(sandbox);
        ReturnUnneeded();
        return true;
    }

    /// <summary>False when nobody waits.</summary>
    public bool FailOne(Exception exception)
    {
        if (!_waiters.TryNext(out var waiter))
        {
            return false;
        }

        waiter.SetException(exception);
        ReturnUnneeded();
        return true;
    }

    public void CancelAll()
    {
        while (_waiters.TryNext(out var waiter))
        {
            waiter.SetCanceled(CancellationToken.None);
        }

        ReturnUnneeded();
    }

    // What was idle or started for nobody has served some of them.
    private void ReturnUnneeded()
    {
        var unneeded = Math.Clamp(_paid + _begun - _waiters.Count, 0, _paid);
        _paid -= unneeded;
        budget.Return(unneeded * reservedMib);
    }
}
