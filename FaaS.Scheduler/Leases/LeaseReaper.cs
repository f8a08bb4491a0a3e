using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Leadership;
using FaaS.Infrastructure.Workers;
using FaaS.Scheduler.Leadership;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Leases;

/// <summary>
/// Queues again what ran under a lease that has expired, or for a dispatcher that is gone. It is not fenced: its
/// statement takes only what Postgres sees lost at that moment, whoever sends it.
/// </summary>
internal sealed partial class LeaseReaper(
    LostLeases leases,
    InvocationIndex index,
    DispatcherPresence presence,
    SchedulerMetrics metrics,
    IOptions<SchedulerOptions> options,
    ILogger<LeaseReaper> logger) : ILeaderDuty
{
    public string Name => "lease expiry";

    public async Task<TimeSpan> RunAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        // After an outage of Postgres the others get the time to be seen again that they have at any other moment.
        var wasThere = presence.Uninterrupted >= LeaseTimes.OwnerDeadAfter;
        var lost = await leases.RequeueAsync(
            options.Value.SweepBatch, wasThere, options.Value.MaxPlatformFaults, cancellationToken);
        if (lost.Count > 0)
        {
            Log.Reaped(logger, lost.Count);
            metrics.LeasesLost(lost.Count);
            metrics.Died(lost);
            await index.QueuedAsync(
                [.. lost.Where(one => one.State == InvocationState.Queued).Select(one => one.Entry)]);
            await index.SettledAsync([.. lost.Where(one => one.State.IsFinal()).Select(one => one.Id)]);
        }

        return options.Value.SweepInterval;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} invocations lost their lease and are queued again.")]
        public static partial void Reaped(ILogger logger, int count);
    }
}
