using Microsoft.Extensions.Options;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// What all sandboxes of this worker together may use, as promised by their limits. When it is short, functions take
/// turns; only who needs a large part of it is passed over by those who need less.
/// </summary>
internal sealed class MemoryBudget(IOptions<WorkerOptions> options, TimeProvider timeProvider)
{
    private const int LargePart = 4;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxWaitForRemovals = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly TurnQueue<Guid, Need> _needs = new();
    private readonly List<Func<bool>> _owners = [];
    private int _used;
    private int _expected;
    private long _returnedAt;

    public int TotalMib { get; } = options.Value.EffectiveMemoryMb;

    public int UsedMib => Volatile.Read(ref _used);

    /// <summary>Adds somebody who can give up one idle sandbox, and says whether they did.</summary>
    public void OnPressure(Func<bool> giveUpOne) => _owners.Add(giveUpOne);

    /// <summary>At once or not, and not while somebody waits for memory.</summary>
    public bool TryTake(int mib)
    {
        lock (_gate)
        {
            return _needs.Count == 0 && TryUse(mib);
        }
    }

    public void Return(int mib)
    {
        lock (_gate)
        {
            _used -= mib;
            _returnedAt = timeProvider.GetTimestamp();
            Serve();
        }
    }

    /// <summary>So much is in use by containers that are being removed.</summary>
    public void Expect(int mib)
    {
        lock (_gate)
        {
            _expected += mib;
        }
    }

    /// <summary>Gives up idle sandboxes for it if needed. False when that is not enough.</summary>
    public async Task<bool> TakeAsync(Guid functionId, int mib, CancellationToken cancellationToken)
    {
        if (TryTake(mib) || mib > TotalMib)
        {
            return mib <= TotalMib;
        }

        var need = new Need(mib);
        lock (_gate)
        {
            _needs.Join(functionId, need);
            Serve();
        }

        try
        {
            await WaitAsync(need, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            if (!Leave(functionId, need))
            {
                Return(mib);
            }

            throw;
        }

        return !Leave(functionId, need);
    }

    /// <summary>Ends when it was given, or when there is no hope.</summary>
    private async Task WaitAsync(Need need, CancellationToken cancellationToken)
    {
        var waitsSince = timeProvider.GetTimestamp();
        while (!need.Task.IsCompleted)
        {
            // What was given up counts until its container is gone: no second one for the same need.
            var isExpected = IsExpected(need.Mib);
            if (!isExpected && _owners.Any(giveUpOne => giveUpOne()))
            {
                waitsSince = timeProvider.GetTimestamp();
            }
            else if (timeProvider.GetElapsedTime(LastHope(need, waitsSince))
                > (isExpected ? MaxWaitForRemovals : MaxWait))
            {
                return;
            }

            await Task.WhenAny(need.Task, Task.Delay(PollInterval, timeProvider, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // Whatever comes free is kept for whose turn it is.
    private long LastHope(Need need, long waitsSince)
    {
        lock (_gate)
        {
            return need.IsNext ? Math.Max(waitsSince, _returnedAt) : waitsSince;
        }
    }

    /// <summary>False when it has been given meanwhile.</summary>
    private bool Leave(Guid functionId, Need need)
    {
        lock (_gate)
        {
            var isLeaving = _needs.Leave(functionId, need);
            Serve();
            return isLeaving;
        }
    }

    private void Serve()
    {
        bool isHeld;
        do
        {
            isHeld = false;
        }
        while (_needs.TryNext(Suits, out var next) && next.TrySetResult());

        // What comes free in small pieces would never be enough for whoever needs more than others, if they took it
        // first. Only who needs very much has to take that, or all others would stand still meanwhile.
        bool Suits(Need need)
        {
            if (isHeld || TryUse(need.Mib))
            {
                return !isHeld;
            }

            isHeld = need.IsNext = need.Mib <= TotalMib / LargePart;
            return false;
        }
    }

    private bool TryUse(int mib)
    {
        if (_used + mib > TotalMib && mib > 0)
        {
            return false;
        }

        _used += mib;
        return true;
    }

    private bool IsExpected(int mib)
    {
        lock (_gate)
        {
            return _used - _expected + mib <= TotalMib;
        }
    }

    private sealed class Need(int mib) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Mib => mib;

        public bool IsNext { get; set; }
    }
}
