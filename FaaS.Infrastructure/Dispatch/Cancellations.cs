using FaaS.Infrastructure.Invocations.Queue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>Stops what runs here when any replica has been asked to cancel it.</summary>
internal sealed partial class Cancellations(
    InvocationSignals signals, RunningInvocations running, ILogger<Cancellations> logger) : IHostedService
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(5);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await signals.OnCancelAsync(id => running.Cancel(id)).WaitAsync(StartTimeout, cancellationToken);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            // The subscription is remembered and made when Redis comes back.
            Log.NotHeard(logger, exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Cancellations asked of other replicas are not heard until Redis is back.")]
        public static partial void NotHeard(ILogger logger, Exception exception);
    }
}
