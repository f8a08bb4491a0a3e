using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Leadership;
using FaaS.Infrastructure.Workers;
using FaaS.Scheduler.Leadership;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Queue;

/// <summary>
/// Ends what can no longer happen: invocations that were not started in time, and synchronous ones whose process has
/// died. It is not fenced: its statements take only what Postgres sees over at that moment, whoever sends them.
/// </summary>
internal sealed partial class ExpirySweep(
    ExpiredInvocations expired,
    LostCalls lostCalls,
    InvocationIndex index,
    DispatcherPresence presence,
    SchedulerMetrics metrics,
    IOptions<SchedulerOptions> options,
    ILogger<ExpirySweep> logger) : ILeaderDuty
{
    public string Name => "expiry";

    public async Task<TimeSpan> RunAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        var ended = await expired.EndAsync(options.Value.SweepBatch, cancellationToken);
        foreach (var invocation in ended)
        {
            metrics.Settled(invocation.State);
        }

        metrics.Died(ended);
        await index.SettledAsync([.. ended.Select(invocation => invocation.Id)]);
        await EndLostAsync(cancellationToken);
        return ended.Count == 0 ? options.Value.SweepInterval : TimeSpan.Zero;
    }

    private async Task EndLostAsync(CancellationToken cancellationToken)
    {
        // After an outage of Postgres the others get the time to be seen again that they have at any other moment.
        var wasThere = presence.Uninterrupted >= LeaseTimes.OwnerDeadAfter;
        var lost = await lostCalls.EndAsync(options.Value.SweepBatch, wasThere, cancellationToken);
        if (lost.Count > 0)
        {
            Log.CallsLost(logger, lost.Count);
            await index.SettledAsync(lost);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} synchronous calls were lost with the process that ran them.")]
        public static partial void CallsLost(ILogger logger, int count);
    }
}
