extern alias scheduler;

using System.Diagnostics.Metrics;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;
using FaaS.Protocol.Messages;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FaaS.Tests.Scheduler;

public sealed class BudgetTests(TestStores stores) : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private InvocationLedger _ledger = null!;
    private TestRedis _redis = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ledger = await InvocationLedger.CreateAsync(stores);
        _redis = await stores.CreateRedisAsync(Cancel);
    }

    [Fact]
    public async Task Accepted_work_waits_for_the_next_hour_and_loses_no_attempt()
    {
        await using var scheduler = new SchedulerHost(_ledger.ConnectionString, _redis.ConnectionString, Limit);
        await using var worker = await scheduler.WorkerAsync(Echo);
        var version = await _ledger.PublishAsync(maxConcurrency: 1);
        var ids = await _ledger.AcceptAsync(version, 6);
        await Eventually.TrueAsync(async () => await SucceededAsync(ids) == 3, "three to run");

        // Time for the queue to be looked at again and again, with another invocation that nobody has tried before.
        var late = await _ledger.AcceptAsync(await _ledger.PublishAsync("other"), 1);
        await Eventually.TrueAsync(
            async () => (await _ledger.ReadAsync(late[0])).LeaseEpoch > 0
                && (await _ledger.ReadAsync(late[0])).State == InvocationState.Queued,
            "it to be put back");
        Assert.Equal(3, worker.Invocations.Count);
        Assert.Equal(3, await SucceededAsync(ids));

        _clock.Advance(TimeSpan.FromHours(1));
        await _ledger.AllBecomeAsync([.. ids, .. late], InvocationState.Succeeded, atLeast: 3 + 3);
        _clock.Advance(TimeSpan.FromHours(1));
        await _ledger.AllBecomeAsync([.. ids, .. late], InvocationState.Succeeded);
        Assert.All(worker.Invocations, invoke => Assert.Equal(1, invoke.Attempt));
        Assert.Equal(7, worker.Invocations.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private void Limit(IServiceCollection services)
    {
        services.Configure<BudgetOptions>(options => options.Default.InvocationsPerHour = 3);
        services.AddSingleton(provider => new TenantBudgets(
            provider.GetRequiredService<IOptions<BudgetOptions>>(),
            provider.GetRequiredService<IMeterFactory>(),
            _clock));
    }

    private async Task<int> SucceededAsync(IReadOnlyList<Guid> ids)
    {
        var states = await Task.WhenAll(ids.Select(_ledger.ReadAsync));
        return states.Count(row => row.State == InvocationState.Succeeded);
    }

    private static Task<WorkerReply> Echo(Invoke invoke, string payload, CancellationToken cancellationToken)
        => Task.FromResult(WorkerReply.Result(payload));
}
