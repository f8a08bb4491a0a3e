using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Invocations.Queue;

namespace FaaS.Api.Invocations;

/// <summary>Stops what runs here when another replica was asked to: it knows of those that have a record.</summary>
internal sealed partial class CancelNews(
    InvocationSignals signals, RunningInvocations running, ILogger<CancelNews> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await signals.OnCancelAsync(id => running.Cancel(id));
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            Log.NotHeard(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Requests to other replicas to cancel what runs here are not heard.")]
        public static partial void NotHeard(ILogger logger, Exception exception);
    }
}
