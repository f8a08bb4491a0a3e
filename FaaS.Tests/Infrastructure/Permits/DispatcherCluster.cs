using FaaS.Domain.Functions;
using FaaS.Infrastructure.Dispatch;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Infrastructure.Workers;
using Npgsql;

namespace FaaS.Tests.Infrastructure.Permits;

/// <summary>Several dispatchers on the same stores, each with a worker, and one count of all that runs.</summary>
internal sealed class DispatcherCluster : IAsyncDisposable
{
    private const int Slots = 200;

    private readonly List<TestDispatcher> _dispatchers = [];
    private readonly List<FakeWorker> _workers = [];

    private DispatcherCluster(TestDatabase database, TestRedis redis)
    {
        Database = database;
        Redis = redis;
    }

    public TestDatabase Database { get; }

    public TestRedis Redis { get; }

    public ConcurrencyCount Count { get; } = new();

    /// <summary>How long a call runs.</summary>
    public Func<Task> Work { get; set; } = () => Task.Delay(TimeSpan.FromMilliseconds(3));

    public static async Task<DispatcherCluster> StartAsync(TestStores stores, int dispatchers)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var cluster = new DispatcherCluster(
            await stores.CreateDatabaseAsync(cancellationToken), await stores.CreateRedisAsync(cancellationToken));
        for (var i = 0; i < dispatchers; i++)
        {
            await cluster.AddAsync();
        }

        return cluster;
    }

    public async Task<int> AddAsync()
    {
        var dispatcher = await TestDispatcher.StartAsync(Database, Redis, heartbeat: "00:00:00.800");
        _dispatchers.Add(dispatcher);
        _workers.Add(await FakeWorker.JoinAsync(dispatcher.Url, $"w{_dispatchers.Count}", Slots, async call =>
        {
            await Count.RunAsync(Work);
            call.Succeed([], null);
        }));
        return _dispatchers.Count - 1;
    }

    public Uri Url(int dispatcher) => _dispatchers[dispatcher].Url;

    public Task StopAsync(int dispatcher) => _dispatchers[dispatcher].StopAsync();

    public Task<InvocationOutcome> InvokeAsync(int dispatcher, FunctionSpec function)
        => _dispatchers[dispatcher].InvokeAsync(function);

    public Task<InvocationOutcome> InvokeAsync(int dispatcher, FunctionSpec function, TimeSpan patience)
        => _dispatchers[dispatcher].InvokeAsync(
            function, "{}", patience, TestContext.Current.CancellationToken);

    /// <summary>Calls without a pause by so many at once until told to stop; how many have succeeded.</summary>
    public async Task<int> LoadAsync(int dispatcher, FunctionSpec function, int callers, CancellationToken stop)
    {
        var succeeded = 0;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.IsType<InvocationOutcome.Succeeded>(await InvokeAsync(dispatcher, function));
                Interlocked.Increment(ref succeeded);
            }
        }));
        return succeeded;
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        foreach (var dispatcher in _dispatchers)
        {
            await dispatcher.DisposeAsync();
        }

        await Database.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
