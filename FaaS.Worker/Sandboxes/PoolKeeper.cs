using FaaS.Domain.Functions;
using FaaS.Worker.Docker;
using FaaS.Worker.Runtimes;

namespace FaaS.Worker.Sandboxes;

/// <summary>Clears orphans once, then looks after all pools until the worker stops, and empties them.</summary>
internal sealed partial class PoolKeeper(
    OrphanSweep orphanSweep,
    RuntimeCheck runtimeCheck,
    GenericPools generics,
    FunctionPools functions,
    TimeProvider timeProvider,
    ILogger<PoolKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        functions.Close();
        await generics.CloseAsync()
            .WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        do
        {
            await RunPassAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunPassAsync(CancellationToken cancellationToken)
    {
        try
        {
            await orphanSweep.RunIfDueAsync(cancellationToken);
            foreach (var runtime in await runtimeCheck.AvailableAsync(cancellationToken))
            {
                generics.Prewarm(RuntimeProfile.Of(runtime).ShapeFor(NetworkAccess.None));
            }

            generics.Maintain();
            functions.Maintain();
        }
        catch (Exception exception) when (exception is DockerException or IOException or UnauthorizedAccessException)
        {
            Log.PassFailed(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The sandboxes cannot be looked after now: {Reason}")]
        public static partial void PassFailed(ILogger logger, string reason);
    }
}
