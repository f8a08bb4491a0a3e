using FaaS.Infrastructure.Invocations;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Queue;

/// <summary>Counts the queues for the metrics, and says so when the count does not come out even.</summary>
internal sealed partial class QueueMonitor(
    RecentQueueReport recent,
    SchedulerMetrics metrics,
    IOptions<SchedulerOptions> options,
    TimeProvider timeProvider,
    ILogger<QueueMonitor> logger) : BackgroundService
{
    private long _knownDrift;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReportInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // The leader counts for its own ends as well.
                var report = await recent.ReadAsync(options.Value.ReportInterval, stoppingToken);
                metrics.Reported(report);
                if (report.Drift != _knownDrift)
                {
                    _knownDrift = report.Drift;
                    Log.Drifted(logger, report.Drift, report.Accepted);
                }
            }
#pragma warning disable CA1031 // One failed pass must not end the loop.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.PassFailed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "Of {Accepted} invocations accepted, {Drift} are nowhere or counted twice.")]
        public static partial void Drifted(ILogger logger, long drift, long accepted);

        [LoggerMessage(LogLevel.Warning, "Counting the queues failed; trying again after the interval.")]
        public static partial void PassFailed(ILogger logger, Exception exception);
    }
}
