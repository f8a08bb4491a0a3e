using FaaS.Domain.Functions;
using FaaS.Worker.Docker;
using FaaS.Worker.Runtimes;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// While nothing could be started, no work comes and the pools start nothing: this tries whether the daemon does again.
/// </summary>
internal sealed class StartTrial(
    DockerMonitor monitor,
    RuntimeCheck runtimes,
    SandboxStarter starter,
    MemoryBudget budget,
    TimeProvider timeProvider) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (monitor.NeedsTrial && runtimes.Available is [var runtime, ..])
            {
                await StartOneAsync(RuntimeProfile.Of(runtime).ShapeFor(NetworkAccess.None));
            }
        }
    }

    private async Task StartOneAsync(SandboxShape shape)
    {
        try
        {
            // Goes again at once, and must not fail for want of memory: it has none reserved.
            var sandbox = await starter.StartAsync(shape, new MemoryReservation(budget, 0), CancellationToken.None);
            sandbox.Kill();
        }
#pragma warning disable CA1031 // That this try failed, too, must not end the worker, whatever it wanted for.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The monitor knows, and has said so when it began.
        }
    }
}
