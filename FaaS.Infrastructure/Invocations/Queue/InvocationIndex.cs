using Microsoft.Extensions.Logging;

namespace FaaS.Infrastructure.Invocations.Queue;

/// <summary>Tells Redis what was committed to Postgres. Never fails: the sweep makes up for what is lost.</summary>
internal sealed partial class InvocationIndex(
    InvocationQueue queue, InvocationSignals signals, ILogger<InvocationIndex> logger)
{
    public async Task QueuedAsync(IReadOnlyCollection<QueueEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        try
        {
            await queue.AddAsync(entries);
            if (entries.Any(entry => entry.Delay <= TimeSpan.Zero))
            {
                await signals.PublishQueuedAsync();
            }
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            Log.NotQueued(logger, exception, entries.Count);
        }
    }

    public async Task SettledAsync(IReadOnlyCollection<Guid> invocationIds)
    {
        if (invocationIds.Count == 0)
        {
            return;
        }

        try
        {
            await signals.PublishSettledAsync(invocationIds);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            Log.NotPublished(logger, exception, invocationIds.Count);
        }
    }

    public async Task CancelledAsync(Guid invocationId)
    {
        try
        {
            await signals.PublishCancelAsync(invocationId);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            Log.NotPublished(logger, exception, 1);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "{Count} queued invocations are not in Redis; the sweep will add them.")]
        public static partial void NotQueued(ILogger logger, Exception exception, int count);

        [LoggerMessage(LogLevel.Debug, "News of {Count} invocations could not be published; waiters will find out.")]
        public static partial void NotPublished(ILogger logger, Exception exception, int count);
    }
}
