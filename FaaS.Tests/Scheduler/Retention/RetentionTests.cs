extern alias scheduler;

using FaaS.Tests.Infrastructure.Stores;
using scheduler::FaaS.Scheduler.Retention;

namespace FaaS.Tests.Scheduler.Retention;

public sealed class RetentionTests(TestStores stores)
{
    private const string All = "Ilacc";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Many pages also where there are few rows.
    private static RetentionOptions Small => new() { Batch = 2, Pause = TimeSpan.Zero };

    [Fact]
    public async Task Everything_goes_when_its_time_has_come_and_not_before()
    {
        await using var ledger = await RetentionLedger.CreateAsync(stores, Small);
        var fresh = await ledger.AddAsync("succeeded", 0.2);
        var withoutCheckpoints = await ledger.AddAsync("failed", 2.5);
        var withoutResult = await ledger.AddAsync("timed_out", 4.5);
        var gone = await ledger.AddAsync("cancelled", 8.5);

        await ledger.Pass.RunAsync(Cancel);

        Assert.Equal(All, await ledger.PartsAsync(fresh));
        Assert.Equal("Ila", await ledger.PartsAsync(withoutCheckpoints));
        Assert.Equal("ia", await ledger.PartsAsync(withoutResult));
        Assert.Equal("", await ledger.PartsAsync(gone));
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("running")]
    public async Task What_may_still_run_stays_however_old_it_is(string state)
    {
        await using var ledger = await RetentionLedger.CreateAsync(stores, Small);
        await ledger.MakeDayAsync(100);
        var alive = await ledger.AddAsync(state, 100);
        var neighbour = await ledger.AddAsync("succeeded", 100);

        await ledger.Pass.RunAsync(Cancel);

        Assert.Equal(All, await ledger.PartsAsync(alive));
        Assert.Equal("", await ledger.PartsAsync(neighbour));
        Assert.True(await ledger.HasDayAsync(100));
    }

    [Fact]
    public async Task What_ended_late_is_kept_from_its_end_on()
    {
        await using var ledger = await RetentionLedger.CreateAsync(stores, Small);
        await ledger.MakeDayAsync(30);
        var late = await ledger.AddAsync("succeeded", 30, endedDaysAgo: 0.1);

        await ledger.Pass.RunAsync(Cancel);

        Assert.Equal(All, await ledger.PartsAsync(late));
    }

    [Fact]
    public async Task Dead_letters_keep_all_they_have_until_their_own_time()
    {
        await using var ledger = await RetentionLedger.CreateAsync(stores, Small);
        await ledger.MakeDayAsync(13);
        await ledger.MakeDayAsync(15.5);
        var dead = await ledger.AddAsync("dead", 13);
        var neighbour = await ledger.AddAsync("succeeded", 13);
        var tooOld = await ledger.AddAsync("dead", 15.5);
        await ledger.ExecuteAsync("INSERT INTO invocation_totals (shard, accepted, settled, dead) VALUES (0, 3, 1, 2)");

        await ledger.Pass.RunAsync(Cancel);

        Assert.Equal(All, await ledger.PartsAsync(dead));
        Assert.Equal("", await ledger.PartsAsync(neighbour));
        Assert.Equal("", await ledger.PartsAsync(tooOld));
        Assert.False(await ledger.HasDayAsync(15.5));
        Assert.Equal(
            "3 2 1",
            await ledger.AskAsync<string>(
                "SELECT concat_ws(' ', sum(accepted), sum(settled), sum(dead)) FROM invocation_totals"));
    }

    [Fact]
    public async Task A_day_without_anything_to_keep_goes_as_a_whole()
    {
        await using var ledger = await RetentionLedger.CreateAsync(stores, Small);
        await ledger.MakeDayAsync(9.5);
        await ledger.MakeDayAsync(4.5);
        for (var count = 0; count < 5; count++)
        {
            await ledger.AddAsync("succeeded", 9.5);
            await ledger.AddAsync("succeeded", 4.5);
        }

        await ledger.Pass.RunAsync(Cancel);

        Assert.False(await ledger.HasDayAsync(9.5));
        Assert.True(await ledger.HasDayAsync(4.5));
        Assert.Equal(5, await ledger.AskAsync<long>("SELECT count(*) FROM invocations"));
        Assert.Equal(0, await ledger.AskAsync<long>("SELECT count(*) FROM invocation_logs"));
        Assert.Equal(5, await ledger.AskAsync<long>("SELECT count(*) FROM invocation_attempts"));
    }

    [Fact]
    public async Task Short_times_are_not_rounded_to_days()
    {
        var hour = TimeSpan.FromHours(1);
        await using var ledger = await RetentionLedger.CreateAsync(
            stores,
            new()
            {
                Batch = 1,
                Pause = TimeSpan.Zero,
                Invocations = hour,
                Results = hour,
                Logs = hour,
                Checkpoints = hour,
                DeadLetters = 2 * hour,
            });
        var old = await ledger.AddAsync("succeeded", 3 / 24.0);
        var young = await ledger.AddAsync("succeeded", 0.5 / 24);
        var dead = await ledger.AddAsync("dead", 1.5 / 24);
        var veryDead = await ledger.AddAsync("dead", 3 / 24.0);

        await ledger.Pass.RunAsync(Cancel);

        Assert.Equal("", await ledger.PartsAsync(old));
        Assert.Equal(All, await ledger.PartsAsync(young));
        Assert.Equal(All, await ledger.PartsAsync(dead));
        Assert.Equal("", await ledger.PartsAsync(veryDead));
    }

    [Fact]
    public async Task The_rest_goes_too()
    {
        await using var ledger = await RetentionLedger.CreateAsync(stores, Small);
        await ledger.ExecuteAsync(
            """
            INSERT INTO idempotency_keys (tenant, function_id, key, invocation_id, request_digest, expires_at)
            SELECT 'default', gen_random_uuid(), n::text, gen_random_uuid(), 'x', now() + (n - 5) * interval '1 minute'
            FROM generate_series(1, 9) AS n;
            INSERT INTO usage
            SELECT date_trunc('hour', now()) - n * interval '20 days', 'default', 'd', 1, 1, 1, 1, 1, 1, 1, 1
            FROM generate_series(1, 9) AS n;
            INSERT INTO deliveries (
                id, tenant, invocation_id, destination, state, attempts, lease_epoch, next_attempt_at, created_at,
                ended_at)
            SELECT gen_random_uuid(), 'default', gen_random_uuid(), '{}', state, 1, 1, now(), now(),
                CASE WHEN state <> 'pending' THEN now() - n * interval '2 days' END
            FROM generate_series(1, 9) AS n, unnest(ARRAY['pending', 'delivered', 'failed']) AS state;
            INSERT INTO schedules (
                id, tenant, name, function_id, time_zone, payload, headers, priority, overlap, catch_up, enabled,
                revision, created_at, updated_at)
            SELECT gen_random_uuid(), 'default', 's', gen_random_uuid(), 'UTC', '', '{}', 'normal', 'skip', 'none',
                true, 1, now(), now();
            INSERT INTO schedule_firings (schedule_id, due_at, fired_at)
            SELECT id, now() - n * interval '2 days', now() - n * interval '2 days'
            FROM schedules, generate_series(1, 9) AS n;
            """);

        await ledger.Pass.RunAsync(Cancel);

        Assert.InRange(await ledger.AskAsync<long>("SELECT count(*) FROM idempotency_keys"), 4, 5);
        Assert.Equal(4, await ledger.AskAsync<long>("SELECT count(*) FROM usage"));
        Assert.Equal(9, await ledger.AskAsync<long>("SELECT count(*) FROM deliveries WHERE state = 'pending'"));
        Assert.Equal(6, await ledger.AskAsync<long>("SELECT count(*) FROM deliveries WHERE state <> 'pending'"));
        Assert.Equal(3, await ledger.AskAsync<long>("SELECT count(*) FROM schedule_firings"));
    }

    [Fact]
    public async Task Two_at_once_do_each_other_no_harm()
    {
        await using var ledger = await RetentionLedger.CreateAsync(stores, Small);
        for (var count = 0; count < 20; count++)
        {
            await ledger.AddAsync("succeeded", 9.5 + (count % 3));
            await ledger.AddAsync("succeeded", 0.1);
        }

        await Task.WhenAll(ledger.Pass.RunAsync(Cancel), ledger.NewPass().RunAsync(Cancel));

        // Where one found the table locked by the other, the next pass does what is left.
        await ledger.Pass.RunAsync(Cancel);
        Assert.Equal(20, await ledger.AskAsync<long>("SELECT count(*) FROM invocations"));
        Assert.Equal(20, await ledger.AskAsync<long>("SELECT count(*) FROM invocation_logs"));
    }

    [Fact]
    public async Task Nothing_goes_when_it_is_off()
    {
        await using var ledger = await RetentionLedger.CreateAsync(stores, new() { Enabled = false });
        var old = await ledger.AddAsync("succeeded", 100);

        await ledger.Pass.RunAsync(Cancel);

        Assert.Equal(All, await ledger.PartsAsync(old));
    }

    [Fact]
    public void Parts_do_not_outlive_the_whole()
    {
        var result = new RetentionOptionsValidator().Validate(
            null,
            new()
            {
                Invocations = TimeSpan.FromDays(2),
                Logs = TimeSpan.FromDays(3),
                Results = TimeSpan.FromDays(9),
            });

        Assert.Equal(
            (string[])["Retention:Results must not exceed Retention:Invocations: it goes with the invocation.",
                "Retention:Logs must not exceed Retention:Invocations: it goes with the invocation."],
            result.Failures);
    }
}
