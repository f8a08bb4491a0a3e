using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>
/// Publishes what slow invocations have written so far, so that it can be followed from any replica. Fast ones end
/// before the first look at them and cost nothing.
/// </summary>
internal sealed partial class LiveLogs(
    RunningInvocations running, IConnectionMultiplexer redis, TimeProvider timeProvider, ILogger<LiveLogs> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    // Refreshed with every line: whoever follows reads the rest from Postgres once the invocation has ended.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(20);

    private bool _isFailing;

    /// <summary>Each attempt has a log of its own, which only grows.</summary>
    public static string Key(Guid invocationId, int attempt) => $"faas:log:{invocationId}:{attempt}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RunPassAsync(stoppingToken);
        }
    }

    private async Task RunPassAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(running.Snapshot().Where(IsSlow).Select(PublishAsync)).WaitAsync(cancellationToken);
            _isFailing = false;
        }
#pragma warning disable CA1031 // Whatever the client throws, that nobody can follow a log must not end the process.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!_isFailing)
            {
                _isFailing = true;
                Log.PassFailed(logger, exception);
            }
        }
    }

    private static bool IsSlow(RunningInvocation invocation) => invocation.Age > Period && !invocation.Log.IsEmpty;

    private async Task PublishAsync(RunningInvocation invocation)
    {
        var written = invocation.Log.ReadHead(invocation.PublishedLogBytes);
        if (written.Length == 0)
        {
            return;
        }

        var (database, key) = (redis.GetDatabase(), Key(invocation.Id, invocation.Request.Attempt));
        if (invocation.PublishedLogBytes == 0)
        {
            // The platform may have ended an earlier run of the same attempt.
            await database.KeyDeleteAsync(key);
        }

        await database.StringAppendAsync(key, written);
        await database.KeyExpireAsync(key, Lifetime);
        invocation.PublishedLogBytes += written.Length;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Logs of running invocations cannot be followed until Redis is back.")]
        public static partial void PassFailed(ILogger logger, Exception exception);
    }
}
