using FaaS.Domain.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Scheduler;

/// <summary>What happens to invocations that have been claimed when Postgres fails.</summary>
public sealed class OutageTests(TestStores stores) : IAsyncLifetime
{
    private InvocationLedger _ledger = null!;
    private TestRedis _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _ledger = await InvocationLedger.CreateAsync(stores);
        _redis = await stores.CreateRedisAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_runs_is_left_alone_when_nobody_could_register_for_a_while()
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scheduler = new SchedulerHost(_ledger.ConnectionString, _redis.ConnectionString);
        await using var worker = await scheduler.WorkerAsync(async (_, payload, cancel) =>
        {
            await finish.Task.WaitAsync(cancel);
            return WorkerReply.Result(payload);
        });
        var id = (await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1))[0];
        await Eventually.TrueAsync(() => Task.FromResult(worker.Running == 1), "the worker to run it");

        await _ledger.ExecuteAsync("UPDATE dispatchers SET last_seen_at = now() - interval '1 minute'");
        await Eventually.TrueAsync(
            async () => await _ledger.ExecuteAsync(
                "UPDATE dispatchers SET url = url WHERE last_seen_at > now() - interval '6 s'") > 0,
            "the scheduler to register again");
        finish.SetResult();

        await _ledger.BecomesAsync(id, InvocationState.Succeeded);
        Assert.Equal(1, (await _ledger.ReadAsync(id)).LeaseEpoch);
        Assert.Single(worker.Invocations);
    }

    [Fact]
    public async Task What_was_claimed_goes_back_when_its_function_cannot_be_read()
    {
        await using var scheduler = new SchedulerHost(_ledger.ConnectionString, _redis.ConnectionString);
        await using var worker = await scheduler.WorkerAsync(
            (_, payload, _) => Task.FromResult(WorkerReply.Result(payload)));
        var version = await _ledger.PublishAsync();
        await _ledger.ExecuteAsync("UPDATE function_versions SET handler = '!'");
        var id = (await _ledger.AcceptAsync(version, 1))[0];
        await Eventually.TrueAsync(
            async () => (await _ledger.ReadAsync(id)).LeaseEpoch > 1, "it to be claimed a second time");

        await _ledger.ExecuteAsync("UPDATE function_versions SET handler = 'main.handler'");

        await _ledger.BecomesAsync(id, InvocationState.Succeeded);
        Assert.Equal(1, (await _ledger.ReadAsync(id)).Attempt);
    }

    [Fact]
    public async Task What_Postgres_refuses_to_settle_does_not_keep_it_from_settling_the_rest()
    {
        await _ledger.ExecuteAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'refused by the test' USING ERRCODE = 'cardinality_violation'; END $$;
            CREATE TRIGGER refuse AFTER UPDATE ON invocations
                FOR EACH ROW WHEN (NEW.result = '0'::bytea) EXECUTE FUNCTION refuse()
            """);
        await using var scheduler = new SchedulerHost(_ledger.ConnectionString, _redis.ConnectionString);
        await using var worker = await scheduler.WorkerAsync(
            (_, payload, _) => Task.FromResult(WorkerReply.Result(payload)));
        var version = await _ledger.PublishAsync();
        var refused = await _ledger.AcceptAsync(version, 1);
        await Eventually.TrueAsync(() => worker is { Invocations.Count: 1, Running: 0 }, "the first to end");

        var others = await _ledger.AcceptAsync(version, 2);

        await _ledger.BecomesAsync(others[1], InvocationState.Succeeded);
        Assert.Equal(InvocationState.Running, (await _ledger.ReadAsync(refused[0])).State);
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
