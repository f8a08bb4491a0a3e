namespace FaaS.Infrastructure.Workers;

/// <summary>
/// For how long this process has been registered without a break. While Postgres was away nobody could be seen alive,
/// so that only who was there all the time may conclude that another was not.
/// </summary>
internal sealed class DispatcherPresence(TimeProvider timeProvider)
{
    // A period, and less than what another dispatcher's registration may be late without being taken for dead.
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private long _since;
    private long? _last;

    public TimeSpan Uninterrupted
    {
        get
        {
            lock (_gate)
            {
                return _last is { } last && timeProvider.GetElapsedTime(last) <= LongestGap
                    ? timeProvider.GetElapsedTime(_since)
                    : TimeSpan.Zero;
            }
        }
    }

    /// <summary>False when there was a break.</summary>
    public bool Registered()
    {
        lock (_gate)
        {
            var now = timeProvider.GetTimestamp();
            var goesOn = _last is { } last && timeProvider.GetElapsedTime(last, now) <= LongestGap;
            _since = goesOn ? _since : now;
            _last = now;
            return goesOn;
        }
    }
}
