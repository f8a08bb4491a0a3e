using System.Globalization;
using StackExchange.Redis;

namespace FaaS.Infrastructure.Invocations.Queue;

/// <summary>
/// Wake-ups between processes over Redis. Each may be lost; whoever waits for one also looks into Postgres from time
/// to time.
/// </summary>
internal sealed class InvocationSignals(IConnectionMultiplexer redis)
{
    private const string QueuedChannel = "faas:queued";
    private const string SettledChannel = "faas:settled";
    private const string CancelChannel = "faas:cancel";

    // The client does not limit how long an asynchronous call waits for a server that hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public Task PublishQueuedAsync() => PublishAsync(QueuedChannel, "");

    public Task PublishSettledAsync(IEnumerable<Guid> invocationIds)
        => PublishAsync(SettledChannel, string.Join(',', invocationIds));

    public Task PublishCancelAsync(Guid invocationId) => PublishAsync(CancelChannel, invocationId.ToString());

    public Task OnQueuedAsync(Action wake) => SubscribeAsync(QueuedChannel, _ => wake());

    public Task OnSettledAsync(Action<Guid> settled)
        => SubscribeAsync(SettledChannel, message =>
        {
            foreach (var id in message.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                settled(Guid.Parse(id, CultureInfo.InvariantCulture));
            }
        });

    public Task OnCancelAsync(Action<Guid> cancel)
        => SubscribeAsync(CancelChannel, message => cancel(Guid.Parse(message, CultureInfo.InvariantCulture)));

    private Task<long> PublishAsync(string channel, string message)
        => redis.GetSubscriber().PublishAsync(Channel(channel), message).WaitAsync(Patience);

    private Task SubscribeAsync(string channel, Action<string> handle)
        => redis.GetSubscriber()
            .SubscribeAsync(Channel(channel), (_, message) => handle(message.ToString()))
            .WaitAsync(Patience);

    // The only way to say it that the old and the new line of the client share.
    private static RedisChannel Channel(string name) => new(name, RedisChannel.PatternMode.Literal);
}
