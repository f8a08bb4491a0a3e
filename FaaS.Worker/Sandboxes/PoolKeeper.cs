using FaaS.Domain.Functions;
using FaaS.Worker.Docker;
using FaaS.Worker.Runtimes;

namespace FaaS.Worker.Sandboxes;

/// <summary>Looks after all pools until the worker stops, and empties them.</summary>
internal sealed partial class PoolKeeper(
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
            try
            {
                await RunPassAsync(stoppingToken);
            }
#pragma warning disable CA1031 // One failed pass must not end the worker, and all that runs in it.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.PassFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunPassAsync(CancellationToken cancellationToken)
    {
        try
        {
            await runtimeCheck.RunIfDueAsync(cancellationToken);
        }
        catch (DockerException exception)
        {
            Log.ImagesUnknown(logger, exception.Message);
        }

        foreach (var runtime in runtimeCheck.Available)
        {
            generics.Prewarm(RuntimeProfile.Of(runtime).ShapeFor(NetworkAccess.None));
        }

        generics.Maintain();
        functions.Maintain();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A look at the pools failed; there is another one soon.")]
        public static partial void PassFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The runtime images cannot be looked for now: {Reason}")]
        public static partial void ImagesUnknown(ILogger logger, string reason);
    }
}
