using FaaS.Infrastructure.Functions;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Workers;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace FaaS.Infrastructure.Permits;

/// <summary>Tells other dispatchers over Redis to look at a function's permits. Each message may be lost.</summary>
internal sealed partial class PermitSignals(
    DispatcherIdentity identity, IConnectionMultiplexer redis, ILogger<PermitSignals> logger)
{
    // The client does not limit how long an asynchronous call waits for a server that hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // The only way to say it that the old and the new line of the client share.
    private static readonly RedisChannel Permits = new("faas:permits", RedisChannel.PatternMode.Literal);
    private static readonly RedisChannel Changes = new(FunctionChange.Channel, RedisChannel.PatternMode.Literal);

    private readonly ISubscriber _subscriber = redis.GetSubscriber();

    public bool AreHeard => _subscriber.IsConnected(Permits);

    public async Task SendAsync(Guid functionId)
    {
        try
        {
            await _subscriber.PublishAsync(Permits, $"{functionId}/{identity.Id}").WaitAsync(Patience);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            // They look into Postgres all the more often while they hear nothing.
            Log.NotSent(logger, functionId, exception.Message);
        }
    }

    /// <param name="heard">Also when the function itself has changed, and its limit with it.</param>
    public async Task ListenAsync(Action<Guid> heard)
    {
        try
        {
            await Task.WhenAll(
                _subscriber.SubscribeAsync(Permits, (_, message) =>
                {
                    if (message.ToString().Split('/') is [var function, var sender]
                        && sender != identity.Id
                        && Guid.TryParse(function, out var functionId))
                    {
                        heard(functionId);
                    }
                }),
                _subscriber.SubscribeAsync(Changes, (_, message) =>
                {
                    if (FunctionChange.TryParse(message.ToString(), out var change))
                    {
                        heard(change.FunctionId);
                    }
                })).WaitAsync(Patience);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            // The subscription is remembered and made when Redis comes back.
            Log.NotHeard(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "No dispatcher was told about the permits of function {FunctionId}: {Reason}")]
        public static partial void NotSent(ILogger logger, Guid functionId, string reason);

        [LoggerMessage(LogLevel.Warning, "Dispatchers share permits more slowly until Redis is back.")]
        public static partial void NotHeard(ILogger logger, Exception exception);
    }
}
