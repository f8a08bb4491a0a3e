using FaaS.Domain.Functions;

namespace FaaS.Worker.Sandboxes;

/// <summary>How many sandboxes of one function to initialise before anybody asks. Callers take turns.</summary>
internal sealed class AheadPlan(FunctionSpec spec, SandboxOptions options, TimeProvider timeProvider)
{
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(10);

    private readonly ArrivalRate _arrivals = new(timeProvider);
    private TimeSpan _timeToPrepare = TimeSpan.FromMilliseconds(200);
    private long? _pausedAt;

    // Only single-use sandboxes are gone after a call; the others come back by themselves.
    public int Target => spec.Isolation is Isolation.Invocation && !IsPaused && _arrivals.IsWithin(options.AheadTimeout)
        ? PoolSizing.Target(
            _arrivals.PerSecond, _timeToPrepare, min: 1, max: Math.Min(options.MaxAhead, spec.MaxConcurrency))
        : 0;

    private bool IsPaused => _pausedAt is { } pausedAt && timeProvider.GetElapsedTime(pausedAt) < FailurePause;

    public void Arrived() => _arrivals.Record();

    public bool HasArrivalsWithin(TimeSpan span) => _arrivals.IsWithin(span);

    public void Prepared(TimeSpan duration)
    {
        _timeToPrepare = PoolSizing.Average(_timeToPrepare, duration);
        _pausedAt = null;
    }

    /// <summary>Preparing did not work, or its memory was needed elsewhere: not again for a while.</summary>
    public void Pause() => _pausedAt = timeProvider.GetTimestamp();
}
