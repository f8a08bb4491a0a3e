using StackExchange.Redis;

namespace FaaS.Infrastructure.Invocations.Queue;

internal static class RedisAbsence
{
    /// <summary>Redis did not do it, and nothing depends on that it does.</summary>
    public static bool IsRedisAbsence(this Exception exception)
        => exception is RedisException or RedisCommandException or TimeoutException;
}
