using Microsoft.Extensions.Logging;

namespace FaaS.Infrastructure.Invocations.Queue;

/// <summary>Tells Redis what was committed to Postgres. Never fails: the sweep makes up for what is lost.</summary>
internal sealed partial class InvocationIndex(
    InvocationQueue queue, InvocationSignals signals, ILogger<InvocationIndex> logger)
{
    // Redis may take messages while it refuses to write, as when its disk is full.
    private readonly Outage _queueing = new("what is queued", "the sweep finds it");
    private readonly Outage _signalling = new("what has ended", "those who wait look for it");

    public async Task QueuedAsync(IReadOnlyCollection<QueueEntry> entries)
    {
        if (entries.Count > 0)
        {
            await TryAsync(_queueing, () => AddAsync(entries));
        }
    }

    public async Task SettledAsync(IReadOnlyCollection<Guid> invocationIds)
    {
        if (invocationIds.Count > 0)
        {
            await TryAsync(_signalling, () => signals.PublishSettledAsync(invocationIds));
        }
    }

    public Task CancelledAsync(Guid invocationId)
        => TryAsync(_signalling, () => signals.PublishCancelAsync(invocationId));

    private async Task AddAsync(IReadOnlyCollection<QueueEntry> entries)
    {
        await queue.AddAsync(entries);
        if (entries.Any(entry => entry.Delay <= TimeSpan.Zero))
        {
            await signals.PublishQueuedAsync();
        }
    }

    private async Task TryAsync(Outage outage, Func<Task> tell)
    {
        try
        {
            await tell();
            if (outage.TryEnd())
            {
                Log.IsBack(logger, outage.Of);
            }
        }
#pragma warning disable CA1031 // Whatever the client throws, who commits and settles must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (outage.TryBegin())
            {
                Log.IsAway(logger, exception, outage.Of, outage.MadeUpFor);
            }
        }
    }

    private sealed class Outage(string of, string madeUpFor)
    {
        private int _lasts;

        public string Of => of;

        public string MadeUpFor => madeUpFor;

        public bool TryBegin() => Interlocked.Exchange(ref _lasts, 1) == 0;

        public bool TryEnd() => Volatile.Read(ref _lasts) == 1 && Interlocked.Exchange(ref _lasts, 0) == 1;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Redis is not told {What}; {MadeUpFor}.")]
        public static partial void IsAway(ILogger logger, Exception exception, string what, string madeUpFor);

        [LoggerMessage(LogLevel.Information, "Redis is told again {What}.")]
        public static partial void IsBack(ILogger logger, string what);
    }
}
