namespace FaaS.Api.Functions.Code;

/// <summary>Removes code that a crash or a failing store has kept beyond its last user.</summary>
internal sealed partial class UnusedCodeSweep(
    CodeBlobs blobs, TimeProvider timeProvider, ILogger<UnusedCodeSweep> logger) : BackgroundService
{
    private const int MaxPerPass = 100;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    public async Task RunPassAsync(CancellationToken cancellationToken)
    {
        foreach (var digest in await blobs.FindUnusedAsync(MaxPerPass, cancellationToken))
        {
            await blobs.RemoveIfUnusedAsync(digest, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunPassAsync(stoppingToken);
            }
#pragma warning disable CA1031 // One failed pass must not end the sweep.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.PassFailed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Unused code could not be removed; trying again after the interval.")]
        public static partial void PassFailed(ILogger logger, Exception exception);
    }
}
