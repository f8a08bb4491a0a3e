using System.Text.Json;
using StackExchange.Redis;

namespace FaaS.Infrastructure.Autoscaling;

/// <summary>
/// Where the leading scheduler leaves its signal for the Apis. In Redis: it is worth nothing after a few seconds, and
/// whoever finds none leaves the workers as they are.
/// </summary>
internal sealed class AutoscaleBoard(IConnectionMultiplexer redis)
{
    private const string Key = "faas:autoscale";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public Task PublishAsync(AutoscaleSignal signal, TimeSpan validFor)
        => redis.GetDatabase()
            .ExecuteAsync("SET", Key, JsonSerializer.Serialize(signal), "PX", (long)validFor.TotalMilliseconds)
            .WaitAsync(Patience);

    /// <summary>Null when nobody has left one lately.</summary>
    public async Task<AutoscaleSignal?> ReadAsync()
    {
        var text = await redis.GetDatabase().StringGetAsync(Key).WaitAsync(Patience);
        return text.IsNullOrEmpty ? null : JsonSerializer.Deserialize<AutoscaleSignal>(text.ToString());
    }
}
