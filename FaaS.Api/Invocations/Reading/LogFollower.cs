using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Invocations.Queue;
using StackExchange.Redis;

namespace FaaS.Api.Invocations.Reading;

/// <summary>Copies a log to a stream while it is written: from Redis, then the rest from where it is kept.</summary>
internal sealed class LogFollower(
    InvocationReader reader, SettledNews news, IConnectionMultiplexer redis, TimeProvider timeProvider)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    public async Task FollowAsync(string tenant, Guid id, Stream destination, CancellationToken cancellationToken)
    {
        using var wait = news.Begin(id);

        // The caller sees that it is followed, before there is anything to see.
        await destination.FlushAsync(cancellationToken);
        var (sent, attempt) = (0, 0);
        while (true)
        {
            var row = await reader.FindAsync(tenant, id, cancellationToken);
            if (row is not null && row.Attempt != attempt)
            {
                // Each attempt has a log of its own.
                (sent, attempt) = (0, row.Attempt);
            }

            if (row is null || row.State.IsFinal() || news.IsOver)
            {
                break;
            }

            sent += await SendAsync(await ReadLiveAsync(id, attempt, sent), destination, cancellationToken);
            await wait.WaitAsync(Period, timeProvider, cancellationToken);
        }

        // A log only grows, so what was sent is how the whole begins.
        var kept = await reader.ReadLogAsync(id, cancellationToken) ?? [];
        await SendAsync(kept.AsMemory(Math.Min(sent, kept.Length)), destination, cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>> ReadLiveAsync(Guid id, int attempt, int from)
    {
        try
        {
            byte[]? written = await redis.GetDatabase().StringGetRangeAsync(LiveLogs.Key(id, attempt), from, -1)
                .WaitAsync(TimeSpan.FromSeconds(1), timeProvider);
            return written ?? [];
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            // It is sent when it is in Postgres.
            return default;
        }
    }

    private static async Task<int> SendAsync(
        ReadOnlyMemory<byte> bytes, Stream destination, CancellationToken cancellationToken)
    {
        if (bytes.Length > 0)
        {
            await destination.WriteAsync(bytes, cancellationToken);
            await destination.FlushAsync(cancellationToken);
        }

        return bytes.Length;
    }
}
