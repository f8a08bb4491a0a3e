using FaaS.Domain.Queue;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Dispatch;

/// <summary>What could run now: from Redis in order, or, while Redis is away, straight from Postgres.</summary>
internal sealed partial class DueWork(
    InvocationQueue queue,
    DueInvocations due,
    FunctionRooms rooms,
    IOptions<SchedulerOptions> options,
    TimeProvider timeProvider,
    ILogger<DueWork> logger)
{
    private static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(1);

    private long? _awaySince;

    public async Task<IReadOnlyList<QueueEntry>> TakeAsync(int count, CancellationToken cancellationToken)
    {
        var entries = await OfferedAsync(count, cancellationToken);
        var admitted = entries.ToLookup(entry => rooms.TryEnter(entry.FunctionId));
        await PutBackAsync([.. admitted[false]]);
        return [.. admitted[true]];
    }

    private async Task<IReadOnlyList<QueueEntry>> OfferedAsync(int count, CancellationToken cancellationToken)
    {
        var policy = new TurnPolicy(options.Value.Turn, options.Value.TurnsByAge);
        var known = rooms.Snapshot();
        if (_awaySince is { } since && timeProvider.GetElapsedTime(since) < AwayFor)
        {
            return await due.FindAsync(count, policy, known, cancellationToken);
        }

        try
        {
            var entries = await queue.TakeAsync(count, policy, known);
            if (_awaySince is not null)
            {
                _awaySince = null;
                Log.RedisIsBack(logger);
            }

            return entries;
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            if (_awaySince is null)
            {
                Log.RedisIsAway(logger, exception);
            }

            _awaySince = timeProvider.GetTimestamp();
            return await due.FindAsync(count, policy, known, cancellationToken);
        }
    }

    private async Task PutBackAsync(IReadOnlyList<QueueEntry> entries)
    {
        if (entries.Count == 0 || _awaySince is not null)
        {
            return;
        }

        try
        {
            await queue.AddAsync(entries);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            Log.RedisIsAway(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Redis is away; invocations are claimed straight from Postgres.")]
        public static partial void RedisIsAway(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Information, "Redis is back; invocations are claimed in the order of its queue.")]
        public static partial void RedisIsBack(ILogger logger);
    }
}
