namespace FaaS.Tests.Worker.Sandboxes;

/// <summary>
/// A clock with one timer, whose callback can be interrupted in the middle of looking at the time: where another
/// thread may always come in between.
/// </summary>
internal sealed class RacingClock : TimeProvider
{
    private long _now = 1;
    private Action? _fire;
    private bool _isFiring;

    public Action? OnElapsed { get; set; }

    public override long TimestampFrequency
    {
        get
        {
            // Asked for after both points in time are known, and before they are subtracted.
            if (_isFiring && OnElapsed is { } interrupt)
            {
                OnElapsed = null;
                interrupt();
            }

            return TimeSpan.TicksPerSecond;
        }
    }

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _fire = () => callback(state);
        return new NoTimer();
    }

    /// <summary>Fires the timer, due or not: it may always be late or early.</summary>
    public void Advance(TimeSpan by)
    {
        _now += by.Ticks;
        _isFiring = true;
        _fire?.Invoke();
        _isFiring = false;
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
