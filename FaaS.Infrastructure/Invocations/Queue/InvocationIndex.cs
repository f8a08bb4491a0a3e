using Microsoft.Extensions.Logging;

namespace FaaS.Infrastructure.Invocations.Queue;

/// <summary>Tells Redis what was committed to Postgres. Never fails: the sweep makes up for what is lost.</summary>
internal sealed partial class InvocationIndex(
    InvocationQueue queue, InvocationSignals signals, ILogger<InvocationIndex> logger)
{
    private int _isAway;

    public async Task QueuedAsync(IReadOnlyCollection<QueueEntry> entries)
    {
        if (entries.Count > 0)
        {
            await TryAsync(() => AddAsync(entries));
        }
    }

    public async Task SettledAsync(IReadOnlyCollection<Guid> invocationIds)
    {
        if (invocationIds.Count > 0)
        {
            await TryAsync(() => signals.PublishSettledAsync(invocationIds));
        }
    }

    public Task CancelledAsync(Guid invocationId) => TryAsync(() => signals.PublishCancelAsync(invocationId));

    private async Task AddAsync(IReadOnlyCollection<QueueEntry> entries)
    {
        await queue.AddAsync(entries);
        if (entries.Any(entry => entry.Delay <= TimeSpan.Zero))
        {
            await signals.PublishQueuedAsync();
        }
    }

    private async Task TryAsync(Func<Task> tell)
    {
        try
        {
            await tell();
            if (Volatile.Read(ref _isAway) == 1 && Interlocked.Exchange(ref _isAway, 0) == 1)
            {
                Log.IsBack(logger);
            }
        }
#pragma warning disable CA1031 // Whatever the client throws, who commits and settles must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (Interlocked.Exchange(ref _isAway, 1) == 0)
            {
                Log.IsAway(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Redis is not told what happens; the sweep and those who wait will find out.")]
        public static partial void IsAway(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Information, "Redis is told again what happens.")]
        public static partial void IsBack(ILogger logger);
    }
}
