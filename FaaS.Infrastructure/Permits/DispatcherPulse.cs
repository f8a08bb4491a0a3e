namespace FaaS.Infrastructure.Permits;

/// <summary>
/// Whether this process has run without a break since Postgres last knew it as alive. One that was stopped for a while
/// must not use what it was given before: others may have it by now. It costs a look at the clock to ask.
/// </summary>
internal sealed class DispatcherPulse : IDisposable
{
    /// <summary>A longer break is noticed.</summary>
    public static readonly TimeSpan MaxBreak = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private long _beatAt;
    private int _breaks;
    private int _lastTerm;
    private int _term;

    public DispatcherPulse(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _beatAt = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(_ => Beat(), null, Interval, Interval);
    }

    /// <summary>Hears that a new term has begun.</summary>
    public event Action? Confirmed;

    /// <summary>What was given in another term is void. Zero: not known now.</summary>
    public int Term
    {
        get
        {
            // The term is looked at again because the break may be noticed, and the clock set, in between.
            var term = Volatile.Read(ref _term);
            return HasBroken || term != Volatile.Read(ref _term) ? 0 : term;
        }
    }

    private bool HasBroken => _timeProvider.GetElapsedTime(Volatile.Read(ref _beatAt)) > MaxBreak;

    /// <summary>To be taken before this process shows Postgres that it lives, for <see cref="Confirm"/>.</summary>
    public int Mark()
    {
        Beat();
        return Volatile.Read(ref _breaks);
    }

    /// <param name="isNew">Others may have taken this process for dead although it ran.</param>
    public void Confirm(int mark, bool isNew)
    {
        Beat();
        lock (_gate)
        {
            if (mark != _breaks || (_term != 0 && !isNew))
            {
                return;
            }

            Volatile.Write(ref _term, ++_lastTerm);
        }

        Confirmed?.Invoke();
    }

    public void Dispose() => _timer.Dispose();

    private void Beat()
    {
        lock (_gate)
        {
            if (HasBroken)
            {
                _breaks++;
                Volatile.Write(ref _term, 0);
            }

            Volatile.Write(ref _beatAt, _timeProvider.GetTimestamp());
        }
    }
}
