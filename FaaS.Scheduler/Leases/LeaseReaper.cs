using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Workers;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Leases;

/// <summary>Queues again what ran under a lease that has expired, or for a dispatcher that is gone.</summary>
internal sealed partial class LeaseReaper(
    LostLeases leases,
    InvocationIndex index,
    DispatcherPresence presence,
    SchedulerMetrics metrics,
    IOptions<SchedulerOptions> options,
    TimeProvider timeProvider,
    ILogger<LeaseReaper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReapAsync(stoppingToken);
            }
#pragma warning disable CA1031 // One failed pass must not stop the reaper.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.PassFailed(logger, exception);
            }
        }
    }

    private async Task ReapAsync(CancellationToken cancellationToken)
    {
        // After an outage of Postgres the others get the time to be seen again that they have at any other moment.
        var wasThere = presence.Uninterrupted >= LeaseTimes.OwnerDeadAfter;
        var lost = await leases.RequeueAsync(options.Value.SweepBatch, wasThere, cancellationToken);
        if (lost.Count == 0)
        {
            return;
        }

        Log.Reaped(logger, lost.Count);
        metrics.LeasesLost(lost.Count);
        await index.QueuedAsync([.. lost.Where(one => one.State == InvocationState.Queued).Select(one => one.Entry)]);
        await index.SettledAsync([.. lost.Where(one => one.State.IsFinal()).Select(one => one.Id)]);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} invocations lost their lease and are queued again.")]
        public static partial void Reaped(ILogger logger, int count);

        [LoggerMessage(LogLevel.Error, "Looking for lost leases failed; trying again after the interval.")]
        public static partial void PassFailed(ILogger logger, Exception exception);
    }
}
