namespace FaaS.Infrastructure.Workers;

/// <summary>
/// For how long this process has been registered without a break. While Postgres was away nobody could be seen alive,
/// so that only who was there all the time may conclude that another was not. Nor may one after a step of its clock.
/// </summary>
internal sealed class DispatcherPresence(TimeProvider timeProvider)
{
    // A period, and less than what another dispatcher's registration may be late without being taken for dead.
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(3);

    // An answer may take almost as long. A longer step makes those look dead who have not registered since.
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private long _since;
    private long? _last;
    private DateTimeOffset _lastInPostgres;

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

    /// <param name="inPostgres">When, by the clock that says who was seen.</param>
    /// <returns>False when there was a break, or that clock was put forward.</returns>
    public bool Registered(DateTimeOffset inPostgres)
    {
        lock (_gate)
        {
            var now = timeProvider.GetTimestamp();
            var elapsed = _last is { } last ? timeProvider.GetElapsedTime(last, now) : TimeSpan.MaxValue;
            var goesOn = elapsed <= LongestGap && inPostgres - _lastInPostgres - elapsed <= LongestStep;
            _since = goesOn ? _since : now;
            _last = now;
            _lastInPostgres = inPostgres;
            return goesOn;
        }
    }
}
