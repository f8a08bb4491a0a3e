using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Invocations;

public sealed class ExpiredInvocationsTests(TestStores stores) : IAsyncLifetime
{
    private InvocationLedger _ledger = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ExpiredInvocations Expired => new(_ledger.DataSource);

    public async ValueTask InitializeAsync() => _ledger = await InvocationLedger.CreateAsync(stores);

    [Fact]
    public async Task What_was_not_started_in_time_is_never_claimed_and_becomes_dead()
    {
        var (late, early) = (await _ledger.AcceptAsync(), await _ledger.AcceptAsync());
        await ExpireAsync(late.Id);
        await _ledger.SeeAsync("scheduler-1");

        Assert.Empty(await _ledger.Claims.ClaimAsync("scheduler-1", [late.Id], Cancel));
        var ended = Assert.Single(await Expired.EndAsync(10, Cancel));
        Assert.Empty(await Expired.EndAsync(10, Cancel));

        Assert.Equal((late.Id, InvocationState.Dead), (ended.Id, ended.State));
        var row = await _ledger.ReadAsync(late.Id);
        Assert.Equal((InvocationState.Dead, DeadReason.Expired), (row.State, row.DeadReason));
        Assert.NotNull(row.FinishedAt);
        Assert.Equal(late.Payload, row.Payload);
        Assert.Equal(InvocationState.Queued, (await _ledger.ReadAsync(early.Id)).State);
        var report = await _ledger.Reports.ReadAsync(Cancel);
        Assert.Equal((2, 1, 1, 0), (report.Accepted, report.Queued, report.Dead, report.Drift));
    }

    [Fact]
    public async Task What_runs_is_left_alone_and_dies_when_it_is_queued_again()
    {
        var row = await _ledger.AcceptAsync();
        var claimed = await _ledger.ClaimAsync(row.Id);
        await ExpireAsync(row.Id);
        Assert.Empty(await Expired.EndAsync(10, Cancel));

        await _ledger.SettleAsync(claimed, new(FailureKind.FunctionError, "ValueError", "No.", ""));
        Assert.Single(await Expired.EndAsync(10, Cancel));

        var dead = await _ledger.ReadAsync(row.Id);
        Assert.Equal((InvocationState.Dead, DeadReason.Expired), (dead.State, dead.DeadReason));
        Assert.Equal("ValueError", dead.ErrorType);
    }

    [Fact]
    public async Task Two_schedulers_end_each_once()
    {
        for (var index = 0; index < 20; index++)
        {
            await ExpireAsync((await _ledger.AcceptAsync()).Id);
        }

        var ended = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Expired.EndAsync(100, Cancel)));
        var rest = await Expired.EndAsync(100, Cancel);

        Assert.Equal(20, ended.Sum(batch => batch.Count) + rest.Count);
        var report = await _ledger.Reports.ReadAsync(Cancel);
        Assert.Equal((20, 0, 20, 0), (report.Accepted, report.Queued, report.Dead, report.Drift));
    }

    private Task<int> ExpireAsync(Guid id) => _ledger.ExecuteAsync(
        $"UPDATE invocations SET expires_at = now() - interval '1 second' WHERE id = '{id}'");

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();
}
