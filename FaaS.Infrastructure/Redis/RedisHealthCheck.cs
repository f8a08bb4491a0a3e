using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace FaaS.Infrastructure.Redis;

/// <summary>Redis away makes the platform slower, not unavailable: that is degraded, and still ready.</summary>
internal sealed class RedisHealthCheck(IConnectionMultiplexer redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken)
    {
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return new(
                context.Registration.FailureStatus, "Redis does not answer; its work is done slower.", exception);
        }
    }
}
