using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Workers;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Cancellation;

/// <summary>Hears of requests to cancel from Redis at once, and from Postgres in any case.</summary>
internal sealed partial class CancelListener(
    CancelRequests requests,
    InvocationCancellation cancellation,
    InvocationSignals signals,
    DispatcherIdentity identity,
    IOptions<SchedulerOptions> options,
    TimeProvider timeProvider,
    ILogger<CancelListener> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await signals.OnCancelAsync(requests.Request);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            Log.NotHeard(logger, exception);
        }

        using var timer = new PeriodicTimer(options.Value.SweepInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var id in await cancellation.FindRequestedAsync(identity.Id, stoppingToken))
                {
                    requests.Request(id);
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
        [LoggerMessage(LogLevel.Warning, "Requests to cancel are found in Postgres only, until Redis is back.")]
        public static partial void NotHeard(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "Could not look for requests to cancel; trying again after the interval.")]
        public static partial void PassFailed(ILogger logger, Exception exception);
    }
}
