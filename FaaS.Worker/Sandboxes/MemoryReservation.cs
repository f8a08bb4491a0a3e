namespace FaaS.Worker.Sandboxes;

/// <summary>One sandbox' part of the budget, which has been taken from it already.</summary>
internal sealed class MemoryReservation(MemoryBudget budget, int mib) : IDisposable
{
    private readonly Lock _gate = new();
    private int _mib = mib;
    private bool _isLeaving;
    private bool _isGone;

    /// <param name="funds">Taken from the budget for this; what is not needed goes back.</param>
    /// <returns>False when the sandbox has died; all of the funds have gone back then.</returns>
    public bool TryResize(int newMib, int funds)
    {
        lock (_gate)
        {
            if (_isLeaving || _isGone)
            {
                budget.Return(funds);
                return false;
            }

            var rest = _mib + funds - newMib;
            _mib = newMib;
            budget.Return(rest);
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
