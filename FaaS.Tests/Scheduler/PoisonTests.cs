using FaaS.Domain.Invocations;
using FaaS.Protocol.Messages;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Scheduler;

public sealed class PoisonTests(TestStores stores) : IAsyncLifetime
{
    private InvocationLedger _ledger = null!;
    private TestRedis _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _ledger = await InvocationLedger.CreateAsync(stores);
        _redis = await stores.CreateRedisAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_takes_three_workers_down_is_poison_and_runs_no_more()
    {
        await using var scheduler = new SchedulerHost(_ledger.ConnectionString, _redis.ConnectionString);
        var id = (await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1))[0];
        for (var loss = 1; loss <= FaultLimits.Default.MaxWorkerLosses; loss++)
        {
            await using var worker = await scheduler.WorkerAsync(Hang);
            await Eventually.TrueAsync(() => worker.Running == 1, $"worker {loss} to run it");
            worker.Vanish();
        }

        await using var last = await scheduler.WorkerAsync(Hang);
        await _ledger.BecomesAsync(id, InvocationState.Dead);

        var row = await _ledger.ReadAsync(id);
        Assert.Equal((DeadReason.Poison, 3, 0), (row.DeadReason, row.WorkerLosses, row.Attempt));
        Assert.NotNull(row.Payload);
        Assert.Empty(last.Invocations);
        Assert.Equal(0, (await _ledger.Reports.ReadAsync(TestContext.Current.CancellationToken)).Drift);
    }

    private static async Task<WorkerReply> Hang(Invoke invoke, string payload, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return WorkerReply.Result(payload);
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
