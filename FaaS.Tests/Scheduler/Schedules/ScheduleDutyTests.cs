using FaaS.Domain.Invocations;
using FaaS.Domain.Schedules;
using FaaS.Infrastructure.Postgres.Functions;
using FaaS.Infrastructure.Postgres.Schedules;
using FaaS.Protocol.Messages;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Schedules;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Scheduler.Schedules;

public sealed class ScheduleDutyTests(TestStores stores) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private InvocationLedger _ledger = null!;
    private ScheduleLedger _schedules = null!;
    private TestRedis _redis = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await stores.CreateDatabaseAsync(Cancel);
        _ledger = InvocationLedger.Over(_database);
        _schedules = new ScheduleLedger(_database);
        _redis = await stores.CreateRedisAsync(Cancel);
    }

    [Fact]
    public async Task Two_schedulers_fire_each_second_once_and_the_function_sees_why_it_runs()
    {
        await using var one = Scheduler();
        await using var other = Scheduler();
        await using var worker = await one.WorkerAsync(Echo);
        await using var otherWorker = await other.WorkerAsync(Echo);
        var schedule = await _schedules.AddAsync(await _ledger.PublishAsync(), Second());

        await FiresAsync(schedule.Id, 4);

        await _ledger.ExecuteAsync("UPDATE schedules SET enabled = false");
        await _schedules.ShouldBeExactAsync(schedule.Id);
        var first = (await _schedules.FiringsAsync(schedule.Id))[0];
        await _ledger.BecomesAsync(first.InvocationId!.Value, InvocationState.Succeeded);
        var row = await _ledger.ReadAsync(first.InvocationId.Value);
        Assert.Equal("""{"a":1}"""u8.ToArray(), row.Result);
        Assert.Equal(
            ("b", schedule.Name, $"{first.DueAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z"),
            (row.Headers["x-a"], row.Headers["x-faas-schedule"], row.Headers["x-faas-due-at"]));
        Assert.NotNull(row.ExpiresAt);
    }

    [Fact]
    public async Task What_was_missed_while_nobody_was_there_is_caught_up_with_as_the_policy_says()
    {
        var version = await _ledger.PublishAsync();
        var from = Second().AddMinutes(-35);
        var none = await AddAsync(version, from, CatchUpPolicy.None);
        var last = await AddAsync(version, from, CatchUpPolicy.Last);
        var all = await AddAsync(version, from, CatchUpPolicy.All);
        await using var scheduler = Scheduler();

        await Eventually.TrueAsync(
            async () => (await Task.WhenAll(
                    _schedules.ReadAsync(none.Id), _schedules.ReadAsync(last.Id), _schedules.ReadAsync(all.Id)))
                .All(row => row.NextDueAt > TimeProvider.System.GetUtcNow()),
            "all to have caught up");

        Assert.Empty(await _schedules.FiringsAsync(none.Id));
        Assert.Single(await _schedules.FiringsAsync(last.Id));
        Assert.Equal(
            Enumerable.Range(0, 4).Select(time => from.AddMinutes(10 * time)),
            (await _schedules.FiringsAsync(all.Id)).Select(firing => firing.DueAt));
    }

    [Fact]
    public async Task Skipped_times_are_recorded_and_queued_ones_wait_for_the_last_invocation()
    {
        var version = await _ledger.PublishAsync();
        var skip = await _schedules.AddAsync(version, Second(), row => row.Overlap = OverlapPolicy.Skip);
        var queue = await _schedules.AddAsync(version, Second(), row => row.Overlap = OverlapPolicy.Queue);
        await using var scheduler = Scheduler();

        // There is no worker, so that nothing ends.
        await FiresAsync(skip.Id, 3);

        Assert.Single(await _schedules.InvocationsAsync(skip.Id));
        Assert.All((await _schedules.FiringsAsync(skip.Id)).Skip(1), firing => Assert.Null(firing.InvocationId));
        var waiting = Assert.Single(await _schedules.FiringsAsync(queue.Id));
        Assert.Equal(waiting.DueAt.AddSeconds(1), (await _schedules.ReadAsync(queue.Id)).NextDueAt);

        await using var worker = await scheduler.WorkerAsync(Echo);
        await FiresAsync(queue.Id, 2);
        Assert.Equal(waiting.DueAt.AddSeconds(1), (await _schedules.FiringsAsync(queue.Id))[1].DueAt);
    }

    [Fact]
    public async Task One_that_cannot_be_read_or_waits_keeps_no_other_from_firing()
    {
        var version = await _ledger.PublishAsync();
        for (var i = 0; i < 40; i++)
        {
            await _schedules.AddAsync(version, Second().AddHours(-1), row => row.Cron = "nonsense");
        }

        var good = await _schedules.AddAsync(version, Second());
        await using var scheduler = Scheduler();

        await FiresAsync(good.Id, 2);
    }

    [Fact]
    public async Task A_firing_runs_the_version_that_is_current_then()
    {
        var version = await _ledger.PublishAsync();
        var schedule = await _schedules.AddAsync(version, Second());
        await using var scheduler = Scheduler();
        await FiresAsync(schedule.Id, 1);

        var newer = Guid.CreateVersion7();
        await _ledger.ExecuteAsync(
            $"""
            CREATE TEMP TABLE newer AS SELECT * FROM function_versions WHERE id = '{version.Id}';
            UPDATE newer SET id = '{newer}', version = '2.0.0';
            INSERT INTO function_versions SELECT * FROM newer;
            UPDATE functions SET current_version_id = '{newer}';
            DROP TABLE newer;
            """);

        await Eventually.TrueAsync(
            async () =>
            {
                var newest = (await _schedules.InvocationsAsync(schedule.Id))[^1];
                return (await _ledger.ReadAsync(newest)).Version == "2.0.0";
            },
            "the newer version to be fired");
    }

    private static DateTimeOffset Second()
    {
        var now = TimeProvider.System.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(1);
    }

    private Task<ScheduleRow> AddAsync(
        FunctionVersionRow version, DateTimeOffset due, CatchUpPolicy catchUp)
        => _schedules.AddAsync(
            version,
            due,
            row => (row.CatchUp, row.Cron, row.IntervalMs) = (catchUp, null, 600_000));

    private SchedulerHost Scheduler() => new(_ledger.ConnectionString, _redis.ConnectionString);

    private Task FiresAsync(Guid id, int count) => Eventually.TrueAsync(
        async () => (await _schedules.FiringsAsync(id)).Count >= count, $"{count} firings");

    private static Task<WorkerReply> Echo(Invoke invoke, string payload, CancellationToken cancellationToken)
        => Task.FromResult(WorkerReply.Result(payload));

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
