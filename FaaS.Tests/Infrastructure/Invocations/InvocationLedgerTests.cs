using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Invocations;

public sealed class InvocationLedgerTests(TestStores stores) : IAsyncLifetime
{
    private static readonly InvocationFailure FunctionError
        = new(FailureKind.FunctionError, "ValueError", "No.", "at 1");
    private static readonly InvocationFailure PlatformError = new(FailureKind.PlatformError, "WorkerLost", "Gone.", "");

    private InvocationLedger _ledger = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await InvocationLedger.CreateAsync(stores);

    [Fact]
    public async Task Claimed_invocation_carries_what_is_needed_to_run_it()
    {
        var row = await _ledger.AcceptAsync();

        var claimed = await _ledger.ClaimAsync(row.Id);

        Assert.Equal((row.Id, row.FunctionId, row.VersionId), (claimed.Id, claimed.FunctionId, claimed.VersionId));
        Assert.Equal(row.Payload, claimed.Payload);
        Assert.Equal(row.ContentType, claimed.ContentType);
        Assert.Equal("b", claimed.Headers["x-a"]);
        Assert.Equal((1, 3, 1L), (claimed.Attempt, claimed.MaxAttempts, claimed.LeaseEpoch));
        Assert.Equal(TimeSpan.FromSeconds(30), claimed.Timeout);
    }

    [Fact]
    public async Task A_lease_outlives_the_timeout_of_the_function()
    {
        var row = await _ledger.AcceptAsync();
        await _ledger.ClaimAsync(row.Id);

        var running = await _ledger.ReadAsync(row.Id);

        Assert.Equal(InvocationState.Running, running.State);
        Assert.Equal("scheduler-1", running.LeaseOwner);
        Assert.Equal(TimeSpan.FromSeconds(30) + LeaseTimes.Grace, running.LeaseExpiresAt - running.StartedAt);
    }

    [Fact]
    public async Task Two_schedulers_never_claim_the_same_invocation()
    {
        var rows = Enumerable.Range(0, 200).Select(_ => InvocationLedger.NewRow()).ToArray();
        await _ledger.Acceptance.InsertAsync(rows, Cancel);
        string[] owners = ["scheduler-1", "scheduler-2", "scheduler-3"];
        await Task.WhenAll(owners.Select(owner => _ledger.SeeAsync(owner)));

        var claims = await Task.WhenAll(owners.SelectMany(owner => rows.Chunk(20).Select(
            chunk => _ledger.Claims.ClaimAsync(owner, chunk.Select(row => row.Id), Cancel))));
        var again = await _ledger.Claims.ClaimAsync(owners[0], rows.Select(row => row.Id), Cancel);

        var claimed = claims.SelectMany(batch => batch).Concat(again).Select(claim => claim.Id).ToArray();
        Assert.Equal(rows.Select(row => row.Id).Order(), claimed.Order());
    }

    [Fact]
    public async Task A_dispatcher_that_is_not_seen_alive_claims_nothing()
    {
        var row = await _ledger.AcceptAsync();
        await _ledger.SeeAsync("scheduler-1", ago: TimeSpan.FromSeconds(20));

        Assert.Empty(await _ledger.Claims.ClaimAsync("scheduler-1", [row.Id], Cancel));
        Assert.Empty(await _ledger.Claims.ClaimAsync("unknown", [row.Id], Cancel));
    }

    [Fact]
    public async Task Success_is_written_down_with_result_stats_and_logs()
    {
        var row = await _ledger.AcceptAsync();

        var settled = await _ledger.SettleAsync(await _ledger.ClaimAsync(row.Id), null);

        Assert.Equal(InvocationState.Succeeded, settled?.State);
        var read = await _ledger.ReadAsync(row.Id);
        Assert.Equal(InvocationState.Succeeded, read.State);
        Assert.Equal("42"u8.ToArray(), read.Result);
        Assert.Equal(("application/json", "worker-1", 5.0), (read.ResultContentType, read.WorkerId, read.RunMs));
        Assert.NotNull(read.FinishedAt);
        Assert.Null(read.LeaseOwner);
        Assert.Equal(3, read.LogsSize);
    }

    [Fact]
    public async Task Only_the_first_settle_of_an_epoch_is_heard()
    {
        var row = await _ledger.AcceptAsync();
        var claimed = await _ledger.ClaimAsync(row.Id);

        Assert.NotNull(await _ledger.SettleAsync(claimed, null));
        Assert.Null(await _ledger.SettleAsync(claimed, FunctionError));
        Assert.Equal(InvocationState.Succeeded, (await _ledger.ReadAsync(row.Id)).State);
    }

    [Fact]
    public async Task A_settle_with_an_old_epoch_is_refused()
    {
        var row = await _ledger.AcceptAsync();
        var old = await _ledger.ClaimAsync(row.Id);
        await _ledger.ExecuteAsync("DELETE FROM dispatchers");
        Assert.Single(await _ledger.RequeueLostAsync());
        var current = await _ledger.ClaimAsync(row.Id, "scheduler-2");

        Assert.Null(await _ledger.SettleAsync(old, FunctionError));
        Assert.NotNull(await _ledger.SettleAsync(current, null));
        Assert.Equal(InvocationState.Succeeded, (await _ledger.ReadAsync(row.Id)).State);
    }

    [Fact]
    public async Task A_failing_function_is_dead_after_three_attempts_with_its_payload_and_error()
    {
        var row = await _ledger.AcceptAsync();

        InvocationState[] expected = [InvocationState.Queued, InvocationState.Queued, InvocationState.Dead];
        foreach (var state in expected)
        {
            var settled = await _ledger.SettleAsync(await _ledger.ClaimAsync(row.Id), FunctionError);
            Assert.Equal(state, settled?.State);
        }

        var dead = await _ledger.ReadAsync(row.Id);
        Assert.Equal(3, dead.Attempt);
        Assert.Equal(row.Payload, dead.Payload);
        Assert.Equal((FailureKind.FunctionError, "ValueError", "No.", "at 1"),
            (dead.ErrorKind, dead.ErrorType, dead.ErrorMessage, dead.ErrorStack));
    }

    [Fact]
    public async Task The_log_that_is_kept_is_that_of_the_last_attempt()
    {
        var row = await _ledger.AcceptAsync();
        await _ledger.SettleAsync(await _ledger.ClaimAsync(row.Id), FunctionError);
        Assert.Equal("log", await _ledger.ReadLogAsync(row.Id));

        var silent = InvocationLedger.Ended(await _ledger.ClaimAsync(row.Id), null) with { Logs = null };
        await _ledger.Settlements.SettleAsync([silent], Cancel);

        Assert.Equal("", await _ledger.ReadLogAsync(row.Id));
        Assert.Equal(0, (await _ledger.ReadAsync(row.Id)).LogsSize);
    }

    [Fact]
    public async Task Faults_of_the_platform_use_up_no_attempts()
    {
        var row = await _ledger.AcceptAsync();

        for (var fault = 0; fault < 5; fault++)
        {
            await _ledger.SettleAsync(await _ledger.ClaimAsync(row.Id), PlatformError);
        }

        var claimed = await _ledger.ClaimAsync(row.Id);
        Assert.Equal(1, claimed.Attempt);
        Assert.Equal(6, claimed.LeaseEpoch);
    }

    [Theory]
    [InlineData("DELETE FROM dispatchers")]
    [InlineData("UPDATE dispatchers SET last_seen_at = now() - interval '1 minute'")]
    [InlineData("UPDATE invocations SET lease_expires_at = now() - interval '1 second'")]
    public async Task A_lost_lease_is_queued_again_without_using_up_the_attempt(string loss)
    {
        var row = await _ledger.AcceptAsync();
        await _ledger.ClaimAsync(row.Id);
        Assert.Empty(await _ledger.RequeueLostAsync());

        await _ledger.ExecuteAsync(loss);
        var requeued = Assert.Single(await _ledger.RequeueLostAsync());

        Assert.Equal((row.Id, row.FunctionId), (requeued.Entry.InvocationId, requeued.Entry.FunctionId));
        var read = await _ledger.ReadAsync(row.Id);
        Assert.Equal((InvocationState.Queued, 0, 2L), (read.State, read.Attempt, read.LeaseEpoch));
    }

    [Fact]
    public async Task Who_looks_dead_itself_takes_nobody_for_dead()
    {
        var row = await _ledger.AcceptAsync();
        await _ledger.ClaimAsync(row.Id);
        await _ledger.SeeAsync(_ledger.Identity.Id);
        await _ledger.ExecuteAsync("UPDATE dispatchers SET last_seen_at = last_seen_at - interval '1 minute'");

        Assert.Empty(await _ledger.LostLeases.RequeueAsync(
            10, ofAbsentOwners: true, maxPlatformFaults: 1000, Cancel));

        Assert.Single(await _ledger.RequeueLostAsync());
    }

    [Fact]
    public async Task Who_looks_dead_itself_takes_no_call_for_lost()
    {
        var row = await _ledger.AcceptAsync();
        await _ledger.ClaimAsync(row.Id);
        await _ledger.ExecuteAsync($"UPDATE invocations SET mode = 'sync' WHERE id = '{row.Id}'");
        await _ledger.SeeAsync(_ledger.Identity.Id);
        await _ledger.ExecuteAsync("UPDATE dispatchers SET last_seen_at = last_seen_at - interval '1 minute'");
        var calls = new LostCalls(_ledger.DataSource, _ledger.Identity);

        Assert.Empty(await calls.EndAsync(10, ofAbsentOwners: true, Cancel));

        await _ledger.SeeAsync(_ledger.Identity.Id);
        Assert.Equal([row.Id], await calls.EndAsync(10, ofAbsentOwners: true, Cancel));
    }

    [Fact]
    public async Task Cancelled_in_the_queue_never_runs()
    {
        var row = await _ledger.AcceptAsync();
        await _ledger.SeeAsync("scheduler-1");

        var before = await _ledger.Cancellation.RequestAsync(row.Id, "default", Cancel);

        Assert.Equal(InvocationState.Queued, before);
        Assert.Empty(await _ledger.Claims.ClaimAsync("scheduler-1", [row.Id], Cancel));
        Assert.Equal(InvocationState.Cancelled, (await _ledger.ReadAsync(row.Id)).State);
    }

    [Fact]
    public async Task Cancelled_while_running_is_not_retried()
    {
        var row = await _ledger.AcceptAsync();
        var claimed = await _ledger.ClaimAsync(row.Id);

        Assert.Equal(InvocationState.Running, await _ledger.Cancellation.RequestAsync(row.Id, "default", Cancel));
        Assert.Equal([row.Id], await _ledger.Cancellation.FindRequestedAsync("scheduler-1", Cancel));
        var settled = await _ledger.SettleAsync(claimed, PlatformError);

        Assert.Equal(InvocationState.Cancelled, settled?.State);
        Assert.NotNull((await _ledger.ReadAsync(row.Id)).FinishedAt);
    }

    [Fact]
    public async Task Cancelled_while_its_owner_died_is_not_queued_again()
    {
        var row = await _ledger.AcceptAsync();
        await _ledger.ClaimAsync(row.Id);
        await _ledger.Cancellation.RequestAsync(row.Id, "default", Cancel);
        await _ledger.ExecuteAsync("DELETE FROM dispatchers");

        var lost = Assert.Single(await _ledger.RequeueLostAsync());

        Assert.Equal(InvocationState.Cancelled, lost.State);
    }

    [Fact]
    public async Task Hostile_text_cannot_make_an_outcome_impossible_to_store()
    {
        var row = await _ledger.AcceptAsync();
        var hostile = new InvocationFailure(
            FailureKind.FunctionError, new string('T', 1000) + "\0", "a\0b\ud800c", new string('x', 1 << 20));

        await _ledger.SettleAsync(await _ledger.ClaimAsync(row.Id), hostile);

        Assert.Equal("a\ufffdb\ufffdc", (await _ledger.ReadAsync(row.Id)).ErrorMessage);
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();
}
