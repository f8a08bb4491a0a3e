using FaaS.Domain.Functions;
using FaaS.Worker.Docker;
using FaaS.Worker.Sandboxes;

namespace FaaS.Worker.Networking;

/// <summary>
/// Puts the rules back when somebody has flushed them, ends the sandboxes that they were for when that fails, and
/// leaves nothing behind when the last worker of the machine stops.
/// </summary>
internal sealed partial class EgressKeeper(
    EgressNetwork egress, SandboxRemover sandboxes, TimeProvider timeProvider, ILogger<EgressKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly SandboxLoss Unfiltered = SandboxLoss.WorkerFault(
        "The network of the sandbox was not filtered any more, so it was killed.");

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await egress.RetireAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is DockerException or FirewallException)
        {
            Log.NotRetired(logger, exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next worker that stops has the time.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        do
        {
            // Whoever holds the lock of the firewall for long is not worth a sandbox.
            if (!await egress.KeepAsync(stoppingToken) && !await egress.KeepAsync(stoppingToken))
            {
                sandboxes.Lose(sandbox => sandbox.Network is NetworkAccess.Egress, Unfiltered);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The network of functions with egress stays as it is: {Reason}")]
        public static partial void NotRetired(ILogger logger, string reason);
    }
}
