using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Workers;

/// <summary>Gives up workers that have fallen silent, and calls that nobody answers.</summary>
internal sealed class WorkerMonitor(
    WorkerDirectory workers, IOptions<WorkersOptions> options, TimeProvider timeProvider) : BackgroundService
{
    private const int ChecksPerHeartbeat = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Heartbeat / ChecksPerHeartbeat, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var channel in workers.Channels.ToArray())
            {
                if (channel.SilentFor > options.Value.DeadAfter)
                {
                    channel.Abort($"Nothing was heard for {options.Value.DeadAfter.TotalSeconds} s.");
                }

                channel.GiveUpOverdueCalls();
            }
        }
    }
}
