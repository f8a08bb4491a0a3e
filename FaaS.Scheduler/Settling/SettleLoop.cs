using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Postgres;
using FaaS.Scheduler.Checkpoints;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FaaS.Scheduler.Settling;

/// <summary>Writes down how attempts ended, as many at once as have gathered, and tells those who wait.</summary>
internal sealed partial class SettleLoop(
    SettlementQueue queue,
    InvocationSettlements settlements,
    UnansweredSettlements unanswered,
    InvocationIndex index,
    SpentCheckpoints checkpoints,
    SchedulerMetrics metrics,
    IOptions<SchedulerOptions> options,
    TimeProvider timeProvider,
    ILogger<SettleLoop> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private long? _lastAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await queue.WaitAsync(stoppingToken))
        {
            await GatherAsync(stoppingToken);
            _lastAt = timeProvider.GetTimestamp();
            await SettleAsync(queue.Take(options.Value.SettleBatch), stoppingToken);
        }
    }

    // What comes alone is written at once. Under load few large commits cost a fraction of many small ones.
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        var rest = options.Value.SettleGather - (_lastAt is { } last ? timeProvider.GetElapsedTime(last) : Long);
        if (rest > TimeSpan.Zero && queue.Count < options.Value.SettleBatch)
        {
            await Task.Delay(rest, timeProvider, cancellationToken);
        }
    }

    /// <summary>Registered before the loop that dispatches, hence stopped after it: all is in the queue.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Complete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    /// <param name="isAgain">It was sent before, and nobody knows what came of that.</param>
    private async Task SettleAsync(
        List<AttemptSettlement> batch, CancellationToken cancellationToken, bool isAgain = false)
    {
        while (true)
        {
            try
            {
                var settled = await settlements.SettleAsync(batch, cancellationToken);
                if (isAgain && settled.Count < batch.Count)
                {
                    var rest = batch.ExceptBy(settled.Select(one => one.Id), ended => ended.Invocation.Id).ToList();
                    settled = [.. settled, .. await unanswered.FindAsync(rest, cancellationToken)];
                }

                await TellAsync(batch, settled);
                await checkpoints.DeleteAsync(batch, settled, cancellationToken);
                return;
            }
            catch (PostgresException exception) when (exception.IsRefusal() && batch.Count > 1)
            {
                Log.BatchRefused(logger, exception, batch.Count);
                foreach (var ended in batch)
                {
                    await SettleAsync([ended], cancellationToken, isAgain);
                }

                return;
            }
            catch (PostgresException exception) when (exception.IsRefusal())
            {
                Log.Refused(logger, exception, batch[0].Invocation.Id);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                // Nothing is lost if the process ends before it succeeds: the leases expire.
                Log.Failed(logger, exception, batch.Count);
                isAgain = true;
                await Task.Delay(RetryDelay, timeProvider, cancellationToken);
            }
        }
    }

    private async Task TellAsync(
        List<AttemptSettlement> batch, IReadOnlyList<SettledInvocation> settled)
    {
        foreach (var invocation in settled)
        {
            metrics.Settled(invocation.State);
        }

        metrics.Died(settled);
        metrics.Stale(batch.Count - settled.Count);
        await index.QueuedAsync(
            [.. settled.Where(one => one.State == InvocationState.Queued).Select(one => one.Entry)]);
        await index.SettledAsync([.. settled.Where(one => one.State.IsFinal()).Select(one => one.Id)]);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Postgres refused {Count} settlements together; trying them one by one.")]
        public static partial void BatchRefused(ILogger logger, Exception exception, int count);

        [LoggerMessage(LogLevel.Error, "Postgres refused the settlement of {InvocationId}; its lease will expire.")]
        public static partial void Refused(ILogger logger, Exception exception, Guid invocationId);

        [LoggerMessage(LogLevel.Warning, "Could not settle {Count} invocations; trying again.")]
        public static partial void Failed(ILogger logger, Exception exception, int count);
    }
}
