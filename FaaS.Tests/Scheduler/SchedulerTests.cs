using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Protocol.Messages;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using StackExchange.Redis;

namespace FaaS.Tests.Scheduler;

public sealed class SchedulerTests(TestStores stores) : IAsyncLifetime
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
    public async Task Queued_invocation_runs_and_its_result_and_log_are_kept()
    {
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(Echo, log: "hello from the function\n");
        var id = (await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1))[0];

        await _ledger.BecomesAsync(id, InvocationState.Succeeded);

        var row = await _ledger.ReadAsync(id);
        Assert.Equal("0"u8.ToArray(), row.Result);
        Assert.Equal((1, "application/json", true), (row.Attempt, row.ResultContentType, row.Cold));
        Assert.True(row.QueueMs > 0);
        Assert.Equal("hello from the function\n", await _ledger.ReadLogAsync(id));
    }

    [Fact]
    public async Task Function_that_fails_is_tried_three_times_and_then_dead()
    {
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(Fail(FailureKind.FunctionError));
        var id = (await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1))[0];

        await _ledger.BecomesAsync(id, InvocationState.Dead);

        Assert.Equal([1, 2, 3], worker.Invocations.Select(invoke => invoke.Attempt));
        var row = await _ledger.ReadAsync(id);
        Assert.Equal((FailureKind.FunctionError, "at line 1"), (row.ErrorKind, row.ErrorStack));
        Assert.NotNull(row.Payload);
    }

    [Fact]
    public async Task Faults_of_the_platform_use_up_no_attempt()
    {
        var calls = 0;
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync((_, _, _) => Task.FromResult(
            Interlocked.Increment(ref calls) <= 4
                ? WorkerReply.Error(FailureKind.PlatformError)
                : WorkerReply.Result("true")));
        var id = (await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1))[0];

        await _ledger.BecomesAsync(id, InvocationState.Succeeded);

        Assert.Equal(1, (await _ledger.ReadAsync(id)).Attempt);
        Assert.All(worker.Invocations, invoke => Assert.Equal(1, invoke.Attempt));
    }

    [Fact]
    public async Task What_a_vanished_worker_ran_runs_on_another()
    {
        await using var scheduler = Scheduler();
        await using var vanishing = await scheduler.WorkerAsync(Hang);
        var id = (await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1))[0];
        await Eventually.TrueAsync(() => Task.FromResult(vanishing.Running == 1), "the first worker to run it");

        await using var other = await scheduler.WorkerAsync(Echo);
        vanishing.Vanish();

        await _ledger.BecomesAsync(id, InvocationState.Succeeded);
        Assert.Equal(1, (await _ledger.ReadAsync(id)).Attempt);
    }

    [Fact]
    public async Task Running_invocation_that_is_cancelled_is_stopped_on_its_worker()
    {
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(Hang);
        var id = (await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1))[0];
        await Eventually.TrueAsync(() => Task.FromResult(worker.Running == 1), "the worker to run it");

        await _ledger.Cancellation.RequestAsync(id, "default", Cancel);

        await _ledger.BecomesAsync(id, InvocationState.Cancelled);
        Assert.Equal(0, worker.Running);
    }

    [Fact]
    public async Task Two_schedulers_run_each_invocation_once()
    {
        await using var one = Scheduler();
        await using var other = Scheduler();
        await using var worker = await one.WorkerAsync(Echo);
        await using var otherWorker = await other.WorkerAsync(Echo);
        var ids = await _ledger.AcceptAsync(await _ledger.PublishAsync(), 500);

        await _ledger.AllBecomeAsync(ids, InvocationState.Succeeded);

        var ran = worker.Invocations.Concat(otherWorker.Invocations).Select(invoke => invoke.InvocationId);
        Assert.Equal(ids.Order(), ran.Order());
        Assert.Equal((500, 0, 0), await CountsAsync());
    }

    [Fact]
    public async Task A_function_at_its_limit_holds_up_nobody_else()
    {
        var stuck = await _ledger.PublishAsync("stuck", maxConcurrency: 1);
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync((invoke, payload, cancel) =>
            invoke.VersionId == stuck.Id ? Hang(invoke, payload, cancel) : Echo(invoke, payload, cancel));
        var stuckIds = await _ledger.AcceptAsync(stuck, 100);
        await Eventually.TrueAsync(() => Task.FromResult(worker.Running == 1), "the stuck function to run");

        var others = await _ledger.AcceptAsync(await _ledger.PublishAsync("other"), 40);

        await _ledger.AllBecomeAsync(others, InvocationState.Succeeded);
        Assert.Equal(1, worker.Invocations.Count(invoke => stuckIds.Contains(invoke.InvocationId)));
    }

    [Fact]
    public async Task The_concurrency_limit_of_a_function_holds()
    {
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(async (_, payload, cancel) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancel);
            return WorkerReply.Result(payload);
        });
        var ids = await _ledger.AcceptAsync(await _ledger.PublishAsync(maxConcurrency: 3), 60);

        await _ledger.AllBecomeAsync(ids, InvocationState.Succeeded);

        Assert.InRange(worker.MostRunning, 1, 3);
    }

    [Fact]
    public async Task A_worker_is_not_given_more_than_it_holds()
    {
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(
            async (_, payload, cancel) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), cancel);
                return WorkerReply.Result(payload);
            },
            slots: 4);
        var ids = await _ledger.AcceptAsync(await _ledger.PublishAsync(), 60);

        await _ledger.AllBecomeAsync(ids, InvocationState.Succeeded);

        Assert.InRange(worker.MostRunning, 1, 4);
    }

    [Fact]
    public async Task A_wiped_Redis_loses_nothing()
    {
        await using var scheduler = Scheduler();
        using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        var queue = new InvocationQueue(redis);
        var ids = await _ledger.AcceptAsync(await _ledger.PublishAsync(), 300);
        await Eventually.TrueAsync(queue.IsCompleteAsync, "the queue to be filled");

        await redis.GetDatabase().ExecuteAsync("FLUSHDB");
        await using var worker = await scheduler.WorkerAsync(Echo);

        await _ledger.AllBecomeAsync(ids, InvocationState.Succeeded);
        Assert.Equal((300, 0, 0), await CountsAsync());
    }

    [Fact]
    public async Task Without_Redis_everything_still_runs()
    {
        await using var scheduler = new SchedulerHost(
            _ledger.ConnectionString, $"127.0.0.1:{GuardedProcess.FreePort()},connectTimeout=200,connectRetry=0");
        await using var worker = await scheduler.WorkerAsync(Echo);
        var ids = await _ledger.AcceptAsync(await _ledger.PublishAsync(maxConcurrency: 5), 100);

        await _ledger.AllBecomeAsync(ids, InvocationState.Succeeded);

        Assert.InRange(worker.MostRunning, 1, 5);
        Assert.Equal((100, 0, 0), await CountsAsync());
    }

    [Fact]
    public async Task A_stopping_scheduler_puts_back_what_has_not_finished()
    {
        Guid id;
        await using (var scheduler = Scheduler())
        {
            await using var worker = await scheduler.WorkerAsync(Hang);
            id = (await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1))[0];
            await Eventually.TrueAsync(() => Task.FromResult(worker.Running == 1), "the worker to run it");
        }

        var row = await _ledger.ReadAsync(id);
        Assert.Equal((InvocationState.Queued, 0), (row.State, row.Attempt));
        Assert.Null(row.LeaseOwner);
    }

    [Fact]
    public async Task What_belongs_to_a_deleted_function_is_dead()
    {
        var ids = await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1);
        await _ledger.ExecuteAsync("DELETE FROM functions");
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync(Echo);

        await _ledger.BecomesAsync(ids[0], InvocationState.Dead);

        Assert.Equal("FunctionDeleted", (await _ledger.ReadAsync(ids[0])).ErrorType);
        Assert.Empty(worker.Invocations);
    }

    [Fact]
    public async Task A_result_over_the_limit_is_the_fault_of_the_function()
    {
        await using var scheduler = Scheduler();
        await using var worker = await scheduler.WorkerAsync((_, _, _) =>
            Task.FromResult(new WorkerReply(new byte[(1024 * 1024) + 1], null)));
        var id = (await _ledger.AcceptAsync(await _ledger.PublishAsync(), 1))[0];

        await _ledger.BecomesAsync(id, InvocationState.Dead);

        Assert.Equal(FailureKind.ResultTooLarge, (await _ledger.ReadAsync(id)).ErrorKind);
    }

    private SchedulerHost Scheduler() => new(_ledger.ConnectionString, _redis.ConnectionString);

    private async Task<(int Settled, int Dead, int Drift)> CountsAsync()
    {
        QueueReport report = await _ledger.Reports.ReadAsync(Cancel);
        return ((int)report.Settled, (int)report.Dead, (int)report.Drift);
    }

    private static Task<WorkerReply> Echo(Invoke invoke, string payload, CancellationToken cancellationToken)
        => Task.FromResult(WorkerReply.Result(payload));

    private static async Task<WorkerReply> Hang(Invoke invoke, string payload, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return WorkerReply.Result(payload);
    }

    private static Func<Invoke, string, CancellationToken, Task<WorkerReply>> Fail(FailureKind kind)
        => (_, _, _) => Task.FromResult(WorkerReply.Error(kind));

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
