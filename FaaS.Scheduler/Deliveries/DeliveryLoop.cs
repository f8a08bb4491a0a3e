using System.Collections.Concurrent;
using FaaS.Infrastructure.Deliveries;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Deliveries;

/// <summary>
/// Tells destinations what they are to be told, at least once: what this process has claimed when it dies is claimed
/// again by another. Runs in every scheduler.
/// </summary>
internal sealed partial class DeliveryLoop(
    DeliveryTable table,
    DeliveryRunner runner,
    IOptions<DeliveryOptions> options,
    TimeProvider timeProvider,
    ILogger<DeliveryLoop> logger) : BackgroundService
{
    // On top of the receiver's time: looking up, and writing down how it ended.
    private static readonly TimeSpan LeaseGrace = TimeSpan.FromSeconds(20);

    private readonly DeliveryOptions _options = options.Value;
    private readonly ConcurrentDictionary<Guid, (string Target, Task Task)> _running = new();
    private readonly WakeSignal _wake = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ClaimAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // What is being delivered is still to be written down.
            }
#pragma warning disable CA1031 // One failed pass must end neither the loop nor, when it is the last, what follows it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.PassFailed(logger, exception);
            }

            await _wake.WaitAsync(_options.PollInterval, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_running.Values.Select(running => running.Task));
    }

    private async Task ClaimAsync(CancellationToken stoppingToken)
    {
        var room = _options.MaxRunning - _running.Count;
        if (room <= 0)
        {
            return;
        }

        var busy = _running.Values.CountBy(running => running.Target)
            .Where(target => target.Value >= _options.MaxRunningPerTarget)
            .Select(target => target.Key);
        var claimed = await table.ClaimAsync(
            room, _options.Timeout + LeaseGrace, _options.MaxRunningPerTarget, busy, stoppingToken);
        foreach (var delivery in claimed)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _running[delivery.Id] = (delivery.Target, done.Task);
            _ = RunAsync(delivery, done, stoppingToken);
        }
    }

    private async Task RunAsync(ClaimedDelivery delivery, TaskCompletionSource done, CancellationToken stoppingToken)
    {
        try
        {
            var end = await EndAsync(delivery, stoppingToken);
            await table.EndAsync(delivery, end, CancellationToken.None)
                .WaitAsync(LeaseGrace, timeProvider, CancellationToken.None);
        }
#pragma warning disable CA1031 // Its claim lapses, and then it is tried again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                Log.EndNotWritten(logger, exception, delivery.Id);
            }
        }
        finally
        {
            _running.TryRemove(delivery.Id, out _);
            done.SetResult();
            _wake.Set();
        }
    }

    private async Task<DeliveryEnd> EndAsync(ClaimedDelivery delivery, CancellationToken stoppingToken)
    {
        try
        {
            return await runner.RunAsync(delivery, stoppingToken);
        }
#pragma warning disable CA1031 // What can never be told must come to an end too.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.DeliveryFailed(logger, exception, delivery.Id);
            return runner.Broken(delivery);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Looking for deliveries failed; trying again after the interval.")]
        public static partial void PassFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "An attempt at delivery {DeliveryId} failed here.")]
        public static partial void DeliveryFailed(ILogger logger, Exception exception, Guid deliveryId);

        [LoggerMessage(LogLevel.Error, "How delivery {DeliveryId} went is not written down; it is tried again later.")]
        public static partial void EndNotWritten(ILogger logger, Exception exception, Guid deliveryId);
    }
}
