namespace FaaS.Worker.Sandboxes;

/// <summary>One sandbox' part of the budget, which has been taken from it already.</summary>
internal sealed class MemoryReservation(MemoryBudget budget, int mib) : IDisposable
{
    private int _mib = mib;

    /// <summary>False when the budget has no room for the difference; nothing has changed then.</summary>
    public async Task<bool> ResizeAsync(int newMib, CancellationToken cancellationToken)
    {
        if (!await budget.TakeAsync(newMib - _mib, cancellationToken))
        {
            return false;
        }

        _mib = newMib;
        return true;
    }

    public void Dispose() => budget.TryTake(-Interlocked.Exchange(ref _mib, 0));
}
