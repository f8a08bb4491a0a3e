using FaaS.Domain.Functions;
using FaaS.Infrastructure.Dispatch;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Infrastructure.Workers;

namespace FaaS.Tests.Infrastructure.Permits;

/// <summary>What runs of a function at once, over several dispatchers, is counted where it runs.</summary>
public sealed class PermitTests(TestStores stores)
{
    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(2, 3, 3)]
    [InlineData(3, 10, 3)]
    [InlineData(4, 2, 4)]
    public async Task Whatever_the_load_the_limit_is_never_exceeded_and_nothing_is_lost(
        int seed, int limit, int dispatchers)
    {
        await using var cluster = await DispatcherCluster.StartAsync(stores, dispatchers);
        var function = TestDispatcher.Function(maxConcurrency: limit);
        var random = new Random(seed);

        for (var step = 0; step < 12; step++)
        {
            var calls = Enumerable.Range(0, dispatchers)
                .SelectMany(dispatcher => Enumerable.Repeat(dispatcher, random.Next(3) == 0 ? 0 : random.Next(1, 40)))
                .ToArray();
            random.Shuffle(calls);
            var outcomes = await Task.WhenAll(calls.Select(dispatcher => cluster.InvokeAsync(dispatcher, function)));

            Assert.All(outcomes, outcome => Assert.IsType<InvocationOutcome.Succeeded>(outcome));
            Assert.InRange(cluster.Count.Most, 0, limit);
        }

        Assert.Equal(limit, cluster.Count.Most);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Dispatchers_that_all_want_more_than_there_is_get_the_same(int limit)
    {
        await using var cluster = await DispatcherCluster.StartAsync(stores, 2);
        var function = TestDispatcher.Function(maxConcurrency: limit);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(8));

        var done = await Task.WhenAll(
            cluster.LoadAsync(0, function, 20, stop.Token), cluster.LoadAsync(1, function, 20, stop.Token));

        Assert.InRange(cluster.Count.Most, 1, limit);
        Assert.InRange((double)done.Min() / done.Sum(), 0.25, 0.5);
    }

    [Fact]
    public async Task Who_wants_little_is_served_while_another_wants_all()
    {
        await using var cluster = await DispatcherCluster.StartAsync(stores, 2);
        cluster.Work = () => Task.Delay(TimeSpan.FromMilliseconds(20));
        var function = TestDispatcher.Function(maxConcurrency: 4);
        using var stop = new CancellationTokenSource();
        var load = cluster.LoadAsync(0, function, 40, stop.Token);
        await Eventually.TrueAsync(() => cluster.Count.Ended > 20, "the load to run");

        for (var i = 0; i < 10; i++)
        {
            Assert.IsType<InvocationOutcome.Succeeded>(
                await cluster.InvokeAsync(1, function, TimeSpan.FromSeconds(10)));
        }

        await stop.CancelAsync();
        await load;
        Assert.Equal(4, cluster.Count.Most);
    }

    [Fact]
    public async Task Who_is_alone_has_all_and_asks_nobody_while_it_lasts()
    {
        await using var cluster = await DispatcherCluster.StartAsync(stores, 2);
        var function = TestDispatcher.Function(maxConcurrency: 5);
        await cluster.InvokeAsync(0, function);

        Assert.Equal(1, await cluster.ExecuteAsync("UPDATE permit_grants SET demand = -1 WHERE permits = 5"));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => cluster.InvokeAsync(0, function)));

        Assert.Equal(5, cluster.Count.Most);
        Assert.Equal(1, await cluster.ExecuteAsync("UPDATE permit_grants SET demand = 0 WHERE demand = -1"));
    }

    [Fact]
    public async Task Who_leaves_leaves_its_permits()
    {
        await using var cluster = await DispatcherCluster.StartAsync(stores, 2);
        var function = TestDispatcher.Function(maxConcurrency: 3);
        await cluster.InvokeAsync(0, function);

        await cluster.StopAsync(0);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => cluster.InvokeAsync(1, function)));

        Assert.Equal(3, cluster.Count.Most);
        Assert.Equal(1, await cluster.ExecuteAsync("UPDATE permit_grants SET demand = 0 WHERE permits = 3"));
    }

    [Fact]
    public async Task Whoever_is_started_again_need_not_wait_until_its_predecessor_counts_as_dead()
    {
        await using var cluster = await DispatcherCluster.StartAsync(stores, 1);
        var function = TestDispatcher.Function(maxConcurrency: 2);
        await cluster.InvokeAsync(0, TestDispatcher.Function("other"));
        await cluster.ExecuteAsync($"""
            INSERT INTO dispatchers (id, kind, url, last_seen_at)
            SELECT 'crashed', kind, url, now() - interval '3 seconds' FROM dispatchers
            WHERE url = '{cluster.Url(0).ToString().TrimEnd('/')}' OR url = '{cluster.Url(0)}';
            INSERT INTO permit_grants (function_id, dispatcher_id, permits, demand, demand_at, max_concurrency)
            VALUES ('{function.FunctionId}', 'crashed', 2, 2, now(), 2)
            """);

        Assert.IsType<InvocationOutcome.Succeeded>(
            await cluster.InvokeAsync(0, function, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Without_Redis_permits_change_hands_all_the_same()
    {
        await using var cluster = await DispatcherCluster.StartAsync(stores, 2);
        var function = TestDispatcher.Function(maxConcurrency: 2);
        await cluster.InvokeAsync(0, function);
        await cluster.Redis.DisposeAsync();

        var startedAt = TimeProvider.System.GetTimestamp();
        Assert.IsType<InvocationOutcome.Succeeded>(await cluster.InvokeAsync(1, function));

        // A second, and what a busy machine takes on top.
        Assert.InRange(TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds, 0, 10);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(call => cluster.InvokeAsync(call % 2, function)));
        Assert.Equal(2, cluster.Count.Most);
    }

    [Fact]
    public async Task Without_Postgres_everybody_goes_on_with_what_it_has()
    {
        await using var cluster = await DispatcherCluster.StartAsync(stores, 2);
        var function = TestDispatcher.Function(maxConcurrency: 4);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(call => cluster.InvokeAsync(call % 2, function)));
        await cluster.Database.CloseAsync();

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(6));
        var load = await Task.WhenAll(
            cluster.LoadAsync(0, function, 10, stop.Token), cluster.LoadAsync(1, function, 10, stop.Token));
        Assert.All(load, done => Assert.True(done > 100, $"Only {done} calls in 6 s."));
        await cluster.Database.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(call => cluster.InvokeAsync(call % 2, function)));

        Assert.Equal(4, cluster.Count.Most);
    }

    [Fact]
    public async Task A_changed_limit_holds_as_soon_as_calls_have_ended()
    {
        await using var cluster = await DispatcherCluster.StartAsync(stores, 2);
        var function = await PublishAsync(cluster, maxConcurrency: 6);
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(
            cluster.LoadAsync(0, function, 20, stop.Token), cluster.LoadAsync(1, function, 20, stop.Token));
        await Eventually.TrueAsync(() => cluster.Count.Most == 6, "six to run at once");

        await cluster.ExecuteAsync("UPDATE function_versions SET max_concurrency = 2");
        await Eventually.TrueAsync(() => cluster.Count.Running <= 2, "two to be left");
        await Eventually.TrueAsync(
            async () => await HeldAsync(cluster) == 2, "the other permits to be given back");
        cluster.Count.Reset();
        var before = cluster.Count.Ended;
        await Eventually.TrueAsync(() => cluster.Count.Ended > before + 200, "two hundred calls");
        Assert.InRange(cluster.Count.Most, 1, 2);

        await cluster.ExecuteAsync("UPDATE function_versions SET max_concurrency = 5");
        await Eventually.TrueAsync(() => cluster.Count.Most == 5, "five to run at once");
        await stop.CancelAsync();
        await load;
    }

    private static async Task<int> HeldAsync(DispatcherCluster cluster)
    {
        await using var context = cluster.Database.CreateContext();
        return context.PermitGrants.Sum(grant => grant.Permits);
    }

    private static async Task<FunctionSpec> PublishAsync(DispatcherCluster cluster, int maxConcurrency)
    {
        var ledger = InvocationLedger.Over(cluster.Database);
        await using var source = ledger.DataSource;
        var version = await ledger.PublishAsync("echo", maxConcurrency);
        return TestDispatcher.Function(maxConcurrency: maxConcurrency) with
        {
            FunctionId = version.FunctionId,
            VersionId = version.Id,
        };
    }
}
