using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Leadership;
using FaaS.Scheduler.Leadership;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Queue;

/// <summary>
/// Puts into Redis what is queued in Postgres: everything at once after Redis was wiped, else a page at a time, round
/// and round, because single entries get lost too. It is not fenced: a scheduler that does it late or twice adds what
/// is there already, or what a claim finds settled.
/// </summary>
internal sealed partial class QueueSweep(
    QueuedInvocations queued,
    InvocationQueue queue,
    InvocationSignals signals,
    SchedulerMetrics metrics,
    IOptions<SchedulerOptions> options,
    ILogger<QueueSweep> logger) : ILeaderDuty
{
    // What was committed a moment ago is being added by whoever committed it.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private QueuedCursor _cursor = QueuedCursor.Start;

    public string Name => "queue sweep";

    public async Task<TimeSpan> RunAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        try
        {
            await SweepAsync(cancellationToken);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            Log.RedisIsAway(logger, exception);
        }

        return options.Value.SweepInterval;
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
    }
}
