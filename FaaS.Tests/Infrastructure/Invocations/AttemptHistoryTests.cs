using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Invocations;

/// <summary>What stays written of executions that did not settle their invocation.</summary>
public sealed class AttemptHistoryTests(TestStores stores) : IAsyncLifetime
{
    private static readonly InvocationFailure FunctionError
        = new(FailureKind.FunctionError, "ValueError", "No.", "at 1");
    private static readonly InvocationFailure WorkerLost = new(FailureKind.WorkerLost, "WorkerLost", "Gone.", "");

    private InvocationLedger _ledger = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await InvocationLedger.CreateAsync(stores);

    [Fact]
    public async Task What_succeeds_at_once_leaves_no_history()
    {
        var row = await _ledger.AcceptAsync();

        await _ledger.SettleAsync(await _ledger.ClaimAsync(row.Id), null);

        Assert.Empty(await _ledger.ReadAttemptsAsync(row.Id));
    }

    [Fact]
    public async Task Every_execution_but_the_last_is_in_the_history()
    {
        var row = await _ledger.AcceptAsync();
        var first = await _ledger.ClaimAsync(row.Id);
        await _ledger.SettleAsync(first, FunctionError);
        await _ledger.SettleAsync(await _ledger.ClaimAsync(row.Id), WorkerLost);
        await _ledger.SettleAsync(await _ledger.ClaimAsync(row.Id), null);

        var attempts = await _ledger.ReadAttemptsAsync(row.Id);

        Assert.Equal(
            [(1L, 1, FailureKind.FunctionError), (2L, 2, FailureKind.WorkerLost)],
            attempts.Select(attempt => (attempt.LeaseEpoch, attempt.Attempt, attempt.ErrorKind)));
        Assert.Equal(
            ("worker-1", _ledger.Identity.Id, "ValueError", "No.", 5.0),
            (attempts[0].WorkerId, attempts[0].Dispatcher, attempts[0].ErrorType, attempts[0].ErrorMessage,
                attempts[0].RunMs));
        Assert.Equal(first.StartedAt, attempts[0].StartedAt);
        Assert.True(attempts[0].EndedAt >= attempts[0].StartedAt);
        var last = await _ledger.ReadAsync(row.Id);
        Assert.Equal((2, 1, 1), (last.Attempt, last.PlatformFaults, last.WorkerLosses));
    }

    [Fact]
    public async Task A_refused_attempt_keeps_what_the_last_one_left()
    {
        var row = await _ledger.AcceptAsync();
        var failed = InvocationLedger.Ended(await _ledger.ClaimAsync(row.Id), FunctionError);
        await _ledger.Settlements.SettleAsync([failed with { Logs = "12"u8.ToArray() }], Cancel);
        var refusal = new InvocationFailure(FailureKind.NoCapacity, "NoCapacity", "No worker had room.", "");
        var refused = await _ledger.ClaimAsync(row.Id);

        await _ledger.Settlements.SettleAsync(
            [InvocationLedger.Ended(refused, refusal) with { Stats = null, WorkerId = null, Logs = null }], Cancel);

        var queued = await _ledger.ReadAsync(row.Id);
        Assert.Equal(
            (InvocationState.Queued, FailureKind.FunctionError, "ValueError", "No.", "at 1", 2L),
            (queued.State, queued.ErrorKind, queued.ErrorType, queued.ErrorMessage, queued.ErrorStack,
                queued.LogsSize));
        Assert.Equal("12", await _ledger.ReadLogAsync(row.Id));
    }

    [Fact]
    public async Task An_attempt_that_was_given_up_is_settled_beside_the_one_that_followed_it()
    {
        var row = await _ledger.AcceptAsync();
        var lost = await _ledger.ClaimAsync(row.Id);
        await _ledger.SettleAsync(lost, WorkerLost);
        var current = await _ledger.ClaimAsync(row.Id);

        var settled = await _ledger.Settlements.SettleAsync(
            [
                InvocationLedger.Ended(lost, null) with { Logs = "1"u8.ToArray() },
                InvocationLedger.Ended(current, null) with { Logs = "22"u8.ToArray() },
            ],
            Cancel);

        Assert.Equal((row.Id, InvocationState.Succeeded), (Assert.Single(settled).Id, settled[0].State));
        Assert.Equal("22", await _ledger.ReadLogAsync(row.Id));
        Assert.Equal(2, (await _ledger.ReadAsync(row.Id)).LogsSize);
    }

    [Fact]
    public async Task What_was_not_started_leaves_no_history_and_no_start()
    {
        var row = await _ledger.AcceptAsync();
        var claimed = await _ledger.ClaimAsync(row.Id);
        var refusal = new InvocationFailure(FailureKind.NoCapacity, "NoCapacity", "No worker had room.", "");

        await _ledger.Settlements.SettleAsync(
            [InvocationLedger.Ended(claimed, refusal) with { Stats = null, WorkerId = null }], Cancel);

        Assert.Empty(await _ledger.ReadAttemptsAsync(row.Id));
        var queued = await _ledger.ReadAsync(row.Id);
        Assert.Equal(
            (InvocationState.Queued, 0, 0, null),
            (queued.State, queued.Attempt, queued.PlatformFaults, queued.StartedAt));
    }

    [Fact]
    public async Task A_lost_lease_is_a_fault_of_the_platform_but_no_lost_worker()
    {
        var row = await _ledger.AcceptAsync();
        await _ledger.ClaimAsync(row.Id);
        await _ledger.ExecuteAsync("DELETE FROM dispatchers");

        await _ledger.RequeueLostAsync();

        var queued = await _ledger.ReadAsync(row.Id);
        Assert.Equal((InvocationState.Queued, 1, 0), (queued.State, queued.PlatformFaults, queued.WorkerLosses));
        var attempt = Assert.Single(await _ledger.ReadAttemptsAsync(row.Id));
        Assert.Equal(
            (1L, 1, FailureKind.PlatformError, "LeaseLost", "scheduler-1"),
            (attempt.LeaseEpoch, attempt.Attempt, attempt.ErrorKind, attempt.ErrorType, attempt.Dispatcher));
    }

    [Fact]
    public async Task Leases_that_are_lost_too_often_end_in_dead_letters_and_in_the_count()
    {
        var row = await _ledger.AcceptAsync();
        await _ledger.ClaimAsync(row.Id);
        await _ledger.ExecuteAsync("DELETE FROM dispatchers");

        var lost = Assert.Single(await _ledger.RequeueLostAsync(maxPlatformFaults: 1));

        Assert.Equal((InvocationState.Dead, DeadReason.PlatformFaults), (lost.State, lost.DeadReason));
        Assert.Empty(await _ledger.ReadAttemptsAsync(row.Id));
        var dead = await _ledger.ReadAsync(row.Id);
        Assert.Equal((DeadReason.PlatformFaults, "LeaseLost"), (dead.DeadReason, dead.ErrorType));
        Assert.NotNull(dead.FinishedAt);
        var report = await _ledger.Reports.ReadAsync(Cancel);
        Assert.Equal((1, 0), (report.Dead, report.Drift));
    }

    [Fact]
    public async Task One_worker_that_dies_counts_one_loss_for_each_that_it_ran()
    {
        var rows = new List<InvocationRow>();
        for (var index = 0; index < 20; index++)
        {
            rows.Add(await _ledger.AcceptAsync());
        }

        await _ledger.SeeAsync("scheduler-1");
        for (var loss = 1; loss <= 3; loss++)
        {
            var claims = await _ledger.Claims.ClaimAsync("scheduler-1", rows.Select(row => row.Id), Cancel);
            var settled = await _ledger.Settlements.SettleAsync(
                [.. claims.Select(claim => InvocationLedger.Ended(claim, WorkerLost))], Cancel);

            Assert.Equal(20, settled.Count);
            Assert.All(settled, one => Assert.Equal(loss == 3 ? DeadReason.Poison : null, one.DeadReason));
        }

        foreach (var row in rows)
        {
            Assert.Equal(2, (await _ledger.ReadAttemptsAsync(row.Id)).Count);
        }
    }

    [Theory]
    [InlineData(FailureKind.BadPayload, 1, DeadReason.NotRetryable)]
    [InlineData(FailureKind.FunctionError, 3, DeadReason.AttemptsExhausted)]
    public async Task The_dead_say_of_what(FailureKind kind, int attempts, DeadReason reason)
    {
        var row = await _ledger.AcceptAsync();

        DeadReason? last = null;
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            var settled = await _ledger.SettleAsync(await _ledger.ClaimAsync(row.Id), new(kind, "E", "m", ""));
            last = settled?.DeadReason;
        }

        Assert.Equal(reason, last);
        Assert.Equal(reason, (await _ledger.ReadAsync(row.Id)).DeadReason);
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();
}
