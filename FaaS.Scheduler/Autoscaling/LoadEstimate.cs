using FaaS.Infrastructure.Invocations;

namespace FaaS.Scheduler.Autoscaling;

/// <summary>
/// Rates, from what the queue's counters say one after the other. How long an invocation keeps its slot follows from
/// how many run and how many end: by Little's law again, it is their ratio.
/// </summary>
internal sealed class LoadEstimate(TimeSpan smoothing, TimeSpan assumedServiceTime)
{
    // Below, the ratio of two averages that fade away says nothing any more.
    private const double FewestPerSecond = 0.001;

    private static readonly TimeSpan LongestServiceTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ShortestServiceTime = TimeSpan.FromMilliseconds(1);

    private QueueReport? _last;
    private TimeSpan _lastAt;
    private double _running;
    private double _ended;

    /// <summary>Accepted per second.</summary>
    public double Arrivals { get; private set; }

    public TimeSpan ServiceTime { get; private set; } = assumedServiceTime;

    /// <param name="at">By a clock that never goes back.</param>
    public void Add(QueueReport report, TimeSpan at)
    {
        if (_last is { } last && at > _lastAt)
        {
            var seconds = (at - _lastAt).TotalSeconds;
            var weight = 1 - Math.Exp(-seconds / smoothing.TotalSeconds);
            Arrivals += weight * (Rate(last.Accepted, report.Accepted, seconds) - Arrivals);
            _ended += weight * (Rate(last.Settled + last.Dead, report.Settled + report.Dead, seconds) - _ended);
            _running += weight * (report.Running - _running);
            if (_ended >= FewestPerSecond)
            {
                var service = TimeSpan.FromSeconds(Math.Min(_running / _ended, LongestServiceTime.TotalSeconds));
                ServiceTime = service > ShortestServiceTime ? service : ShortestServiceTime;
            }
        }

        (_last, _lastAt) = (report, at);
    }

    // What is redriven is no longer dead: the sum may go back.
    private static double Rate(long before, long after, double seconds) => Math.Max(0, after - before) / seconds;
}
