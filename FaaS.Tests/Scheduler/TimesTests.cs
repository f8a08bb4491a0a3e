using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres.Functions;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Scheduler;

/// <summary>What is not to start before, or after, a time.</summary>
public sealed class TimesTests(TestStores stores) : IAsyncLifetime
{
    // Nobody listens there.
    private const string NoRedis = "127.0.0.1:1,connectTimeout=200,connectRetry=0";

    private InvocationLedger _ledger = null!;
    private TestRedis _redis = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ledger = await InvocationLedger.CreateAsync(stores);
        _redis = await stores.CreateRedisAsync(Cancel);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delayed_invocation_starts_when_it_is_due_and_not_before(bool withRedis)
    {
        await using var scheduler = new SchedulerHost(
            _ledger.ConnectionString, withRedis ? _redis.ConnectionString : NoRedis);
        await using var worker = await scheduler.WorkerAsync(
            (_, payload, _) => Task.FromResult(WorkerReply.Result(payload)));
        var version = await _ledger.PublishAsync();
        var delayed = await AcceptAsync(version, one => one with { Delay = TimeSpan.FromSeconds(2) });
        var far = await AcceptAsync(version, one => one with { Delay = TimeSpan.FromDays(30) });
        var prompt = await AcceptAsync(version, one => one);

        await _ledger.AllBecomeAsync([delayed, prompt], InvocationState.Succeeded);

        Assert.Equal(2, worker.Invocations.Count);
        var row = await _ledger.ReadAsync(delayed);
        Assert.True(row.StartedAt >= row.NotBefore);
        Assert.Equal(InvocationState.Queued, (await _ledger.ReadAsync(far)).State);
    }

    [Fact]
    public async Task What_finds_no_worker_in_time_is_dead_as_expired_and_never_runs()
    {
        await using var scheduler = new SchedulerHost(_ledger.ConnectionString, _redis.ConnectionString);
        var version = await _ledger.PublishAsync();
        var id = await AcceptAsync(version, one => one with { ExpiresIn = TimeSpan.FromSeconds(1) });

        await _ledger.BecomesAsync(id, InvocationState.Dead);

        await using var worker = await scheduler.WorkerAsync(
            (_, payload, _) => Task.FromResult(WorkerReply.Result(payload)));
        var later = await AcceptAsync(version, one => one);
        await _ledger.BecomesAsync(later, InvocationState.Succeeded);
        Assert.Equal([later], worker.Invocations.Select(invoke => invoke.InvocationId));
        var row = await _ledger.ReadAsync(id);
        Assert.Equal((DeadReason.Expired, 0, 0), (row.DeadReason, row.Attempt, row.LeaseEpoch));
        Assert.True(row.FinishedAt >= row.ExpiresAt);
        var report = await _ledger.Reports.ReadAsync(Cancel);
        Assert.Equal((2, 1, 0), (report.Accepted, report.Dead, report.Drift));
    }

    [Fact]
    public async Task A_retry_that_would_be_due_too_late_is_not_made()
    {
        await using var scheduler = new SchedulerHost(_ledger.ConnectionString, _redis.ConnectionString);
        var version = await _ledger.PublishAsync();
        await using var worker = await scheduler.WorkerAsync(async (invoke, _, _) =>
        {
            await _ledger.ExecuteAsync(
                $"UPDATE invocations SET expires_at = now() - interval '1 s' WHERE id = '{invoke.InvocationId}'");
            return WorkerReply.Error(FailureKind.FunctionError);
        });
        var id = await AcceptAsync(version, one => one);

        await _ledger.BecomesAsync(id, InvocationState.Dead);

        Assert.Single(worker.Invocations);
        var row = await _ledger.ReadAsync(id);
        Assert.Equal((DeadReason.Expired, FailureKind.FunctionError), (row.DeadReason, row.ErrorKind));
    }

    private async Task<Guid> AcceptAsync(FunctionVersionRow version, Func<NewInvocation, NewInvocation> change)
    {
        var row = InvocationLedger.NewRow(version.FunctionId, versionId: version.Id);
        await _ledger.Acceptance.InsertAsync([change(new(row))], Cancel);
        return row.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
