using FaaS.Infrastructure.Invocations.Queue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace FaaS.Infrastructure.Functions;

/// <summary>Tells this process and the others which functions have changed.</summary>
internal sealed partial class FunctionChanges(IConnectionMultiplexer redis, ILogger<FunctionChanges> logger)
    : IHostedService
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(5);

    // The client does not limit how long an asynchronous call waits for a server that hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // The only way to say it that the old and the new line of the client share.
    private static readonly RedisChannel Channel = new(FunctionChange.Channel, RedisChannel.PatternMode.Literal);

    private readonly ISubscriber _subscriber = redis.GetSubscriber();

    public event Action<FunctionChange>? Changed;

    /// <summary>Some may have been lost: nothing that was known before is certain.</summary>
    public event Action? Missed;

    /// <summary>Whether the changes that others make are heard here.</summary>
    public bool AreHeard => _subscriber.IsConnected(Channel);

    /// <summary>
    /// Known here when it returns. Never fails: a replica that does not hear of it finds out when its cached entry
    /// expires.
    /// </summary>
    public async Task PublishAsync(FunctionChange change)
    {
        Changed?.Invoke(change);
        try
        {
            await _subscriber.PublishAsync(Channel, change.ToString()).WaitAsync(Patience);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            Log.NotPublished(logger, exception, change.Name);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionRestored += OnConnectionRestored;
        try
        {
            await _subscriber.SubscribeAsync(Channel, (_, message) => OnMessage(message))
                .WaitAsync(StartTimeout, cancellationToken);
        }
        catch (Exception exception) when (exception.IsRedisAbsence())
        {
            // The subscription is remembered and made when Redis comes back.
            Log.NotHeard(logger, exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        redis.ConnectionRestored -= OnConnectionRestored;
        return Task.CompletedTask;
    }

    private void OnMessage(string? message)
    {
        if (FunctionChange.TryParse(message, out var change))
        {
            Changed?.Invoke(change);
        }
    }

    private void OnConnectionRestored(object? sender, ConnectionFailedEventArgs e) => Missed?.Invoke();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Could not tell the other replicas that function {Name} has changed.")]
        public static partial void NotPublished(ILogger logger, Exception exception, string name);

        [LoggerMessage(LogLevel.Warning, "Changes of functions by other replicas are not heard until Redis is back.")]
        public static partial void NotHeard(ILogger logger, Exception exception);
    }
}
