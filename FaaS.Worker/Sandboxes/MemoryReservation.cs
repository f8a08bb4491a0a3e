namespace FaaS.Worker.Sandboxes;

/// <summary>One sandbox' part of the budget, which has been taken from it already.</summary>
internal sealed class MemoryReservation(MemoryBudget budget, int mib) : IDisposable
{
    private readonly Lock _gate = new();
    private int _mib = mib;
    private bool _isLeaving;
    private bool _isGone;

    /// <summary>
    /// False when the budget has no room for the difference, or the sandbox died meanwhile; nothing has changed then.
    /// </summary>
    public async Task<bool> ResizeAsync(int newMib, CancellationToken cancellationToken)
    {
        var difference = newMib - _mib;
        if (!await budget.TakeAsync(difference, cancellationToken))
        {
            return false;
        }

        lock (_gate)
        {
            if (_isLeaving || _isGone)
            {
                budget.Return(difference);
                return false;
            }

            _mib = newMib;
            return true;
        }
    }

    /// <summary>The sandbox is dead; what it has is free as soon as its container is gone.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (!_isLeaving && !_isGone)
            {
                _isLeaving = true;
                budget.Expect(_mib);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isGone)
            {
                return;
            }

            _isGone = true;
            if (_isLeaving)
            {
                budget.Expect(-_mib);
            }

            budget.Return(_mib);
        }
    }
}
