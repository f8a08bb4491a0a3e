using StackExchange.Redis;

namespace FaaS.Tests.Infrastructure.Stores;

/// <summary>A Redis of one's own: a database of FAAS_TEST_REDIS when that is given, else a private server.</summary>
public sealed class TestRedis : IAsyncDisposable
{
    private const int Databases = 16;
    private readonly IAsyncDisposable? _process;

    private TestRedis(string connectionString, IAsyncDisposable? process)
    {
        ConnectionString = connectionString;
        _process = process;
    }

    public string ConnectionString { get; }

    internal static async Task<TestRedis> StartAsync(int turn, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("FAAS_TEST_REDIS") is { Length: > 0 } given)
        {
            var connectionString = $"{given},defaultDatabase={turn % Databases}";
            await FlushAsync(connectionString);
            return new(connectionString, null);
        }

        if (Commands.Find("redis-server") is { } program)
        {
            return await StartOnPortAsync(program, GuardedProcess.FreePort(), cancellationToken);
        }

        var container = await StoreContainer.StartAsync("redis", 6379, cancellationToken, "redis:7");
        return new($"127.0.0.1:{container.Port}", container);
    }

    private static async Task<TestRedis> StartOnPortAsync(
        string program,
        int port,
        CancellationToken cancellationToken)
    {
        var process = GuardedProcess.Start(
            GuardedProcess.NewDirectory("redis"),
            "TERM",
            program, "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
        await process.ReadyAsync(() => GuardedProcess.AcceptsConnectionsAsync(port), cancellationToken);
        return new($"127.0.0.1:{port}", process);
    }

    private static async Task FlushAsync(string connectionString)
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(connectionString);
        await redis.GetDatabase().ExecuteAsync("FLUSHDB");
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
