using FaaS.Infrastructure.Permits;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>
/// The concurrency limit of one function in this process: exact, first come first served, with a bounded queue. It
/// admits as many as this dispatcher has permits for; its share stays until another dispatcher wants of it.
/// </summary>
/// <param name="ask">Called, outside of all locks, when the share has to be looked at.</param>
internal sealed class FunctionGate(
    Guid functionId, int maxWaiting, DispatcherPulse pulse, TimeProvider timeProvider, Action<FunctionGate> ask)
{
    private static readonly TimeSpan PeakLasts = TimeSpan.FromMilliseconds(200);

    [ThreadStatic]
    private static bool IsHandingOver;

    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<bool>> _waiting = new();
    private int _running;
    private int _maxConcurrency;
    private int _peak;
    private int _peakBefore;
    private long _peakSince;
    private bool _isRetired;

    // Granted in this term, and what is to remain of it as calls end.
    private int _term;
    private int _share;
    private int _ceiling;
    private int _limit;
    private int _asked;
    private bool _othersLack;
    private bool _isWatched;

    public Guid FunctionId => functionId;

    /// <summary>Somebody waits here.</summary>
    public bool IsShort => _waiting.Count > 0;

    // A caller may know of a higher limit than Postgres did when it was asked, or only of one that is past.
    private bool MayGrow => _term != pulse.Term
        || _share < _limit
        || (_maxConcurrency > _limit && _maxConcurrency != _asked);

    private int Room => (_term == pulse.Term ? _ceiling : 0) - _running;

    /// <summary>
    /// Completes with whether there is now a place, to be given back with <see cref="Leave"/>. Null when this gate
    /// has been retired and must be looked up again.
    /// </summary>
    public Task<bool>? TryEnter(int maxConcurrency, TimeSpan patience, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource<bool>> place;
        bool asks;
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            _maxConcurrency = maxConcurrency;
            _peak = Math.Max(_peak, _running + _waiting.Count + 1);
            if (_waiting.Count == 0 && Room > 0)
            {
                _running++;
                return Task.FromResult(true);
            }

            // Who only waits for this dispatcher's share does not wait for another call to end.
            if (_waiting.Count >= maxWaiting + Math.Max(0, maxConcurrency - _running) || patience <= TimeSpan.Zero)
            {
                return Task.FromResult(false);
            }

            place = _waiting.AddLast(new TaskCompletionSource<bool>());
            asks = MayGrow && !_isWatched;
        }

        if (asks)
        {
            ask(this);
        }

        return WaitAsync(place, patience, cancellationToken);
    }

    public void Leave()
    {
        bool isSurplus;
        TaskCompletionSource<bool>? next;
        lock (_gate)
        {
            _running--;
            next = Admit();
            isSurplus = _share > _ceiling && _running < _share;
        }

        if (isSurplus)
        {
            ask(this);
        }

        HandOver(next);
    }

    /// <summary>True when nobody is inside or waiting; nobody can enter any more.</summary>
    public bool TryRetire()
    {
        lock (_gate)
        {
            return _isRetired = _running == 0 && _waiting.Count == 0;
        }
    }

    public PermitDemand Look()
    {
        lock (_gate)
        {
            var now = _running + _waiting.Count;
            var age = timeProvider.GetElapsedTime(_peakSince);
            if (age > PeakLasts)
            {
                _peakBefore = age > 2 * PeakLasts ? now : _peak;
                _peak = now;
                _peakSince = timeProvider.GetTimestamp();
            }

            return new(Math.Max(now, Math.Max(_peak, _peakBefore)), _maxConcurrency);
        }
    }

    /// <summary>Admits no more than this from now on; how many of the held permits it needs until then.</summary>
    public int Lower(int held, int ceiling)
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return held;
            }

            _ceiling = Math.Min(_ceiling, ceiling);
            _share = Math.Min(held, Math.Max(ceiling, _running));
            return _share;
        }
    }

    /// <summary>Postgres has it so, as of this term.</summary>
    /// <param name="asked">For how many.</param>
    public void Hold(int term, int share, int ceiling, PermitDemand asked, PermitOffer offer)
    {
        lock (_gate)
        {
            (_term, _share, _ceiling, _limit) = (term, share, ceiling, offer.MaxConcurrency);
            _asked = asked.MaxConcurrency;
            _othersLack = offer.OthersLack;
            AdmitWaiting();
        }
    }

    /// <summary>Whether its share has to be looked at before long; as long as it is, it does not ask itself.</summary>
    public bool Watch()
    {
        lock (_gate)
        {
            return _isWatched = _othersLack || (_waiting.Count > 0 && MayGrow);
        }
    }

    private async Task<bool> WaitAsync(
        LinkedListNode<TaskCompletionSource<bool>> place, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await place.Value.Task.WaitAsync(patience, timeProvider, cancellationToken);
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

    // On this thread, which is awake already: all that the next call does before it waits again is to be sent. What
    // fails at once hands over in its turn; that goes to another thread, or the stack would grow with the queue.
    private static void HandOver(TaskCompletionSource<bool>? next)
    {
        if (next is null)
        {
            return;
        }

        if (IsHandingOver)
        {
            Wake(next);
            return;
        }

        IsHandingOver = true;
        try
        {
            next.SetResult(true);
        }
        finally
        {
            IsHandingOver = false;
        }
    }

    private static void Wake(TaskCompletionSource<bool> next) => ThreadPool.UnsafeQueueUserWorkItem(
        static admitted => admitted.SetResult(true), next, preferLocal: false);

    private TaskCompletionSource<bool>? Admit()
    {
        if (_waiting.First is not { } next || Room <= 0)
        {
            return null;
        }

        _waiting.RemoveFirst();
        _running++;
        return next.Value;
    }

    private void AdmitWaiting()
    {
        while (Admit() is { } next)
        {
            Wake(next);
        }
    }
}
