using FaaS.Domain.Autoscaling;
using FaaS.Infrastructure.Autoscaling;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Leadership;
using FaaS.Infrastructure.Workers;
using FaaS.Scheduler.Leadership;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Autoscaling;

/// <summary>
/// Says how many workers there should be. It is not fenced: a signal is overwritten by the next leader's within
/// seconds, and holds for a few only.
/// </summary>
internal sealed partial class AutoscaleDuty(
    RecentQueueReport recent,
    ConcurrencyCeiling ceiling,
    WorkerDirectory workers,
    AutoscaleBoard board,
    AutoscaleMetrics metrics,
    IOptions<AutoscaleOptions> options,
    TimeProvider timeProvider,
    ILogger<AutoscaleDuty> logger) : ILeaderDuty
{
    // As long as a missed pass or two must not make the signal vanish.
    private const int ValidForPasses = 4;

    private readonly AutoscaleOptions _options = options.Value;
    private readonly long _startedAt = timeProvider.GetTimestamp();
    private readonly LoadEstimate _estimate = new(options.Value.Smoothing, options.Value.AssumedServiceTime);
    private ScaleHold? _hold;
    private double _slotsPerWorker = options.Value.AssumedSlots;
    private long _epoch;

    public string Name => "autoscale signal";

    public async Task<TimeSpan> RunAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        var report = await recent.ReadAsync(RecentQueueReport.ShortAge, cancellationToken);
        var most = await ceiling.ReadAsync(cancellationToken);
        var signal = Compute(term, report, most, WorkerCensus.Of(workers));
        metrics.Computed(signal, term);
        try
        {
            await board.PublishAsync(signal, ValidForPasses * _options.Interval);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            Log.NotPublished(logger, exception);
        }

        return _options.Interval;
    }

    private AutoscaleSignal Compute(LeaderTerm term, QueueReport report, long most, WorkerCensus census)
    {
        var at = timeProvider.GetElapsedTime(_startedAt);
        _estimate.Add(report, at);
        if (census.Workers > 0)
        {
            _slotsPerWorker = Math.Max(1, (double)census.Slots / census.Workers);
        }

        var load = new WorkLoad
        {
            Backlog = report.Priorities.Sum(priority => priority.Due),
            OldestAge = report.Priorities.Where(priority => priority.Due > 0)
                .Select(priority => priority.OldestAge).DefaultIfEmpty().Max(),
            Arrivals = _estimate.Arrivals,
            ServiceTime = _estimate.ServiceTime,
            Ceiling = Math.Max(most, report.Running),
            Running = report.Running,
            Synchronous = Math.Max(0, census.Busy - report.Running),
            SlotsPerWorker = _slotsPerWorker,
        };
        var target = new ScalingTarget(
            _options.MinWorkers, _options.MaxWorkers, _options.DrainWithin, _options.Utilisation);
        var needed = WorkerDemand.Of(load, target);
        if (_epoch != term.Epoch)
        {
            // Whoever led before may have had reasons for those there are: they are not sent away at once.
            _epoch = term.Epoch;
            _hold = ScaleHold.Of(Math.Clamp(census.Workers, target.MinWorkers, target.MaxWorkers));
        }

        _hold = _hold!.Value.Next(needed, at, _options.ScaleDownAfter);
        return new(
            _hold.Value.Workers, needed, census.Workers, target.MinWorkers, target.MaxWorkers, load.Backlog,
            load.OldestAge, load.Arrivals, load.ServiceTime, load.Running, load.Synchronous, load.SlotsPerWorker,
            timeProvider.GetUtcNow());
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "The autoscale signal cannot be published; workers stay as they are.")]
        public static partial void NotPublished(ILogger logger, Exception exception);
    }
}
