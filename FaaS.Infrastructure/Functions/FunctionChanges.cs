using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace FaaS.Infrastructure.Functions;

internal sealed partial class FunctionChanges(IConnectionMultiplexer redis, ILogger<FunctionChanges> logger)
{
    /// <summary>Never fails: a replica that does not hear of it finds out when its cached entry expires.</summary>
    public async Task PublishAsync(FunctionChange change)
    {
        try
        {
            await redis.GetSubscriber().PublishAsync(FunctionChange.Channel, change.ToString());
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Log.NotPublished(logger, exception, change.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Could not tell the other replicas that function {Name} has changed.")]
        public static partial void NotPublished(ILogger logger, Exception exception, string name);
    }
}
