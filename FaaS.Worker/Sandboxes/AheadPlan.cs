using FaaS.Domain.Functions;

namespace FaaS.Worker.Sandboxes;

/// <summary>How many sandboxes of one function to initialise before anybody asks. Callers take turns.</summary>
internal sealed class AheadPlan(FunctionSpec spec, SandboxOptions options, TimeProvider timeProvider)
{
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(10);

    // Below this a generic sandbox that is made into the function is as good, and serves any other function too.
    private static readonly TimeSpan SlowInit = TimeSpan.FromMilliseconds(50);

    private readonly ArrivalRate _arrivals = new(timeProvider);
    private TimeSpan _timeToPrepare = TimeSpan.FromMilliseconds(200);
    private TimeSpan _init;
    private long? _pausedAt;

    // Only single-use sandboxes are gone after a call; the others come back by themselves.
    public int Target => spec.Isolation is Isolation.Invocation && !IsPaused && IsWorthwhile
        ? PoolSizing.Target(
            _arrivals.PerSecond, _timeToPrepare, min: 1, max: Math.Min(options.MaxAhead, spec.MaxConcurrency))
        : 0;

    private bool IsWorthwhile => _arrivals.Recurs(options.AheadTimeout)
        || (_init > SlowInit && _arrivals.IsWithin(options.AheadTimeout));

    private bool IsPaused => _pausedAt is { } pausedAt && timeProvider.GetElapsedTime(pausedAt) < FailurePause;

    public void Arrived() => _arrivals.Record();

    public bool HasArrivalsWithin(TimeSpan span) => _arrivals.IsWithin(span);

    /// <param name="init">The part of it that only this function's code needs.</param>
    public void Prepared(TimeSpan duration, TimeSpan init)
    {
        _init = init;
        _timeToPrepare = PoolSizing.Average(_timeToPrepare, duration);
        _pausedAt = null;
    }

    /// <summary>Preparing did not work, or its memory was needed elsewhere: not again for a while.</summary>
    public void Pause() => _pausedAt = timeProvider.GetTimestamp();
}
