using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Queue;

/// <summary>
/// Puts into Redis what is queued in Postgres: everything at once after Redis was wiped, else a page at a time, round
/// and round, because single entries get lost too. Several schedulers may do it at once; adding twice changes nothing.
/// </summary>
internal sealed partial class QueueSweep(
    QueuedInvocations queued,
    InvocationQueue queue,
    InvocationSignals signals,
    SchedulerMetrics metrics,
    IOptions<SchedulerOptions> options,
    TimeProvider timeProvider,
    ILogger<QueueSweep> logger) : BackgroundService
{
    // What was committed a moment ago is being added by whoever committed it.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private QueuedCursor _cursor = QueuedCursor.Start;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, timeProvider);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception.IsRedisAbsence())
            {
                Log.RedisIsAway(logger, exception);
            }
#pragma warning disable CA1031 // One failed pass must not stop the sweep.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.PassFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (await queue.IsCompleteAsync())
        {
            _cursor = (await AddPageAsync(_cursor, Settled, cancellationToken)).Next;
            return;
        }

        var added = 0;
        var cursor = QueuedCursor.Start;
        do
        {
            var page = await AddPageAsync(cursor, null, cancellationToken);
            (cursor, added) = (page.Next, added + page.Entries.Count);
        }
        while (cursor != QueuedCursor.Start);

        await queue.MarkCompleteAsync();
        Log.Refilled(logger, added);
    }

    private async Task<QueuedPage> AddPageAsync(
        QueuedCursor after, TimeSpan? olderThan, CancellationToken cancellationToken)
    {
        var page = await queued.ReadAsync(after, options.Value.SweepBatch, olderThan, cancellationToken);
        if (page.Entries.Count > 0)
        {
            await queue.AddMissingAsync(page.Entries);
            await signals.PublishQueuedAsync();
            metrics.Reindexed(page.Entries.Count);
        }

        return page;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The queue in Redis was empty and has been filled with {Count} entries.")]
        public static partial void Refilled(ILogger logger, int count);

        [LoggerMessage(LogLevel.Debug, "Redis is away; work is claimed without it.")]
        public static partial void RedisIsAway(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "Sweeping the queue failed; trying again after the interval.")]
        public static partial void PassFailed(ILogger logger, Exception exception);
    }
}
