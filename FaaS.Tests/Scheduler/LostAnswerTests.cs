using System.Collections.Concurrent;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using StackExchange.Redis;

namespace FaaS.Tests.Scheduler;

/// <summary>What becomes of that which Postgres has committed when the connection is lost before it says so.</summary>
public sealed class LostAnswerTests(TestStores stores) : IAsyncLifetime
{
    private InvocationLedger _ledger = null!;
    private TestRedis _redis = null!;
    private PostgresProxy _postgres = null!;

    public async ValueTask InitializeAsync()
    {
        _ledger = await InvocationLedger.CreateAsync(stores);
        _redis = await stores.CreateRedisAsync(TestContext.Current.CancellationToken);
        _postgres = new PostgresProxy(_ledger.ConnectionString);
    }

    [Fact]
    public async Task Waiters_hear_of_a_settlement()
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        var told = new ConcurrentQueue<Guid>();
        await new InvocationSignals(redis).OnSettledAsync(told.Enqueue);
        await using var scheduler = new SchedulerHost(_postgres.ConnectionString, _redis.ConnectionString);
        await using var worker = await scheduler.WorkerAsync(
            (_, payload, _) => Task.FromResult(WorkerReply.Result(payload)));
        _postgres.CutAnswerTo("WITH ended AS");

        var id = (await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1))[0];

        await Eventually.TrueAsync(() => told.Contains(id), "the settlement to be published");
        Assert.Equal(1, _postgres.Cuts);
        Assert.Equal(InvocationState.Succeeded, (await _ledger.ReadAsync(id)).State);
        Assert.Single(worker.Invocations);
    }

    [Fact]
    public async Task What_was_claimed_runs()
    {
        await using var scheduler = new SchedulerHost(_postgres.ConnectionString, _redis.ConnectionString);
        await using var worker = await scheduler.WorkerAsync(
            (_, payload, _) => Task.FromResult(WorkerReply.Result(payload)));
        var version = await _ledger.PublishAsync();

        // From then on it is sure to be seen as alive, so that its claims get something.
        await _ledger.BecomesAsync((await _ledger.AcceptAsync(version, 1))[0], InvocationState.Succeeded);
        _postgres.CutAnswerTo("SET state = 'running'");

        var id = (await _ledger.AcceptAsync(version, 1))[0];

        await _ledger.BecomesAsync(id, InvocationState.Succeeded);
        Assert.Equal(1, _postgres.Cuts);
        var row = await _ledger.ReadAsync(id);
        Assert.Equal((1, 2L, 0), (row.Attempt, row.LeaseEpoch, row.PlatformFaults));
        Assert.Equal(2, worker.Invocations.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        await _ledger.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
