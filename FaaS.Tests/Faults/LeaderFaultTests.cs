using FaaS.Infrastructure.Leadership;
using FaaS.Tests.EndToEnd;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Schedules;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Tests.Faults;

/// <summary>Two schedulers, a schedule of every second, and something happens to the one that leads.</summary>
public sealed class LeaderFaultTests(TestStores stores) : IAsyncLifetime
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _objects = new("objects");
    private readonly List<SchedulerReplica> _replicas = [];
    private TestDatabase _database = null!;
    private TestRedis _redis = null!;
    private InvocationLedger _ledger = null!;
    private ScheduleLedger _schedules = null!;
    private Guid _schedule;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await stores.CreateDatabaseAsync(Token);
        _redis = await stores.CreateRedisAsync(Token);
        _ledger = InvocationLedger.Over(_database);
        _schedules = new ScheduleLedger(_database);
        _replicas.Add(SchedulerReplica.Start(_database, _redis, _objects));
        _replicas.Add(SchedulerReplica.Start(_database, _redis, _objects));
        await Eventually.TrueAsync(AreRegisteredAsync, "both to register", Start);

        var now = TimeProvider.System.GetUtcNow();
        var next = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(1);
        _schedule = (await _schedules.AddAsync(await _ledger.PublishAsync(), next)).Id;
        await FiresAsync(3);
    }

    [Fact]
    public async Task A_leader_that_is_killed_is_followed_and_no_due_time_is_lost_or_fired_twice()
    {
        var (leader, replica) = await LeaderAsync();

        await replica.SignalAsync("KILL");

        await FollowedAsync(leader);
        await FiresAsync(3);
        await StopFiringAsync();
        await _schedules.ShouldBeExactAsync(_schedule);
    }

    [Fact]
    public async Task A_leader_that_was_stopped_for_a_while_does_no_harm_when_it_wakes_up()
    {
        var (leader, replica) = await LeaderAsync();

        await replica.SignalAsync("STOP");
        try
        {
            await FollowedAsync(leader);
            await FiresAsync(3);
        }
        finally
        {
            await replica.SignalAsync("CONT");
        }

        await FiresAsync(4);
        await StopFiringAsync();
        await _schedules.ShouldBeExactAsync(_schedule);
        Assert.Equal(0, (await _ledger.Reports.ReadAsync(Token)).Drift);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        await _ledger.DisposeAsync();
        await _redis.DisposeAsync();
        await _objects.DisposeAsync();
    }

    private async Task<bool> AreRegisteredAsync()
    {
        await using var context = _database.CreateContext();
        return await context.Dispatchers.CountAsync(Token) == _replicas.Count;
    }

    /// <summary>So many more than there are now.</summary>
    private async Task FiresAsync(int more)
    {
        var before = (await _schedules.FiringsAsync(_schedule)).Count;
        await Eventually.TrueAsync(
            async () => (await _schedules.FiringsAsync(_schedule)).Count >= before + more,
            $"{more} more firings",
            Recovery);
    }

    private Task FollowedAsync(LeadershipState leader) => Eventually.TrueAsync(
        async () => await ReadAsync() is { IsHeld: true } now
            && now.Holder != leader.Holder && now.Epoch > leader.Epoch,
        "another to lead",
        Recovery);

    private async Task<(LeadershipState State, SchedulerReplica Replica)> LeaderAsync()
    {
        LeadershipState? state = null;
        await Eventually.TrueAsync(
            async () => (state = await ReadAsync()) is { IsHeld: true, Url: not null }, "a leader", Recovery);
        return (state!, _replicas.Single(replica => replica.Url == new Uri(state!.Url!)));
    }

    private Task<LeadershipState?> ReadAsync() => new LeadershipTable(_ledger.DataSource).ReadAsync(Token);

    private Task<int> StopFiringAsync() => _ledger.ExecuteAsync("UPDATE schedules SET enabled = false");
}
