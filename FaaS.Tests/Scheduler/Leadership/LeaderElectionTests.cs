using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Leadership;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Scheduler.Leadership;

public sealed class LeaderElectionTests(TestStores stores) : IAsyncLifetime
{
    private InvocationLedger _ledger = null!;
    private TestRedis _redis = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ledger = await InvocationLedger.CreateAsync(stores);
        _redis = await stores.CreateRedisAsync(Cancel);
    }

    [Fact]
    public async Task A_leader_that_stops_is_followed_by_another_which_does_its_duties()
    {
        var first = Scheduler();
        var before = await LeaderAsync();
        await using var other = Scheduler();

        // Nobody but the leader finds what is in no queue.
        await first.DisposeAsync();
        var id = (await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1))[0];
        await using var worker = await other.WorkerAsync(
            (_, payload, _) => Task.FromResult(WorkerReply.Result(payload)));

        await _ledger.BecomesAsync(id, InvocationState.Succeeded);
        var after = await LeaderAsync();
        Assert.NotEqual(before.Holder, after.Holder);
        Assert.True(after.Epoch > before.Epoch);
    }

    [Fact]
    public async Task A_leader_that_was_taken_for_dead_leads_again_only_in_a_new_epoch()
    {
        await using var scheduler = Scheduler();
        var before = await LeaderAsync();

        await _ledger.ExecuteAsync(
            "UPDATE leadership SET holder = 'another', epoch = epoch + 1, expires_at = now() + interval '2 s'");

        await Eventually.TrueAsync(
            async () => (await LeaderAsync()).Epoch >= before.Epoch + 2, "the scheduler to lead again");
        Assert.Equal(before.Holder, (await LeaderAsync()).Holder);
    }

    private SchedulerHost Scheduler() => new(_ledger.ConnectionString, _redis.ConnectionString);

    private async Task<LeadershipState> LeaderAsync()
    {
        LeadershipState? state = null;
        await Eventually.TrueAsync(
            async () => (state = await new LeadershipTable(_ledger.DataSource).ReadAsync(Cancel)) is { IsHeld: true },
            "a scheduler to lead");
        return state!;
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
