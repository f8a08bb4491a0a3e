using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres.Dispatchers;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Infrastructure.Workers;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Budgets;

public sealed class UsageTableTests(TestStores stores) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private InvocationLedger _ledger = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await InvocationLedger.CreateAsync(stores);

    [Fact]
    public async Task Many_replicas_add_up_exactly_and_each_knows_what_the_others_used()
    {
        var replicas = Enumerable.Range(0, 5).Select(_ => Replica()).ToArray();

        await Parallel.ForEachAsync(replicas, Cancel, async (replica, _) =>
        {
            for (var batch = 0; batch < 20; batch++)
            {
                await AddAsync(replica, [Ran("one"), Ran("two"), Ran("one"), Unstarted("one")]);
            }
        });

        var one = Assert.Single(await replicas[0].ReadAsync(BudgetHour.Of(Now), "one", 10, Cancel));
        Assert.Equal((200, 200 * 12.5, 200 * 50.0), (one.Invocations, one.CpuMs, one.GibMs));
        Assert.Equal((200 * 5, 200 * 7), (one.BytesIn, one.BytesOut));
        Assert.Equal((200 * 11, 200 * 13, 200 * 3), (one.NetworkReceivedBytes, one.NetworkSentBytes, one.LogsSize));
        Assert.Equal(2, (await replicas[0].ReadAsync(BudgetHour.Of(Now), null, 10, Cancel)).Count);

        foreach (var replica in replicas)
        {
            var others = await replica.ReadOthersAsync(BudgetHour.Of(Now), Cancel);
            Assert.Equal(new HourUse(160, 2, 8, 160 * 20), others["one"]);
            Assert.Equal(80, others["two"].Invocations);
        }
    }

    [Fact]
    public async Task A_batch_that_is_rolled_back_was_not_used()
    {
        var replica = Replica();
        await using (var connection = await _ledger.DataSource.OpenConnectionAsync(Cancel))
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await replica.AddAsync(connection, [Ran("one")], Cancel);
            await transaction.RollbackAsync(Cancel);
        }

        Assert.Empty(await replica.ReadAsync(BudgetHour.Of(Now), null, 10, Cancel));
    }

    [Fact]
    public async Task An_hour_is_counted_by_itself()
    {
        var replica = Replica();

        await AddAsync(replica, [Ran("one", Now), Ran("one", Now.AddHours(-1)), Ran("one", Now.AddHours(-1))]);

        var hours = await replica.ReadAsync(BudgetHour.Of(Now) - 5, "one", 10, Cancel);
        Assert.Equal([1, 2], hours.Select(hour => hour.Invocations));
        Assert.Single(await replica.ReadAsync(BudgetHour.Of(Now), "one", 10, Cancel));
        Assert.Empty(await replica.ReadOthersAsync(BudgetHour.Of(Now), Cancel));
    }

    [Fact]
    public async Task Every_attempt_of_an_asynchronous_invocation_counts_and_only_once()
    {
        var row = await _ledger.AcceptAsync();
        var first = await _ledger.ClaimAsync(row.Id);
        var failure = new InvocationFailure(FailureKind.FunctionError, "ValueError", "No.", "");
        await SettleAsync(first, failure);
        var second = await _ledger.ClaimAsync(row.Id);
        await SettleAsync(second, null);
        await SettleAsync(second, null);

        var used = Assert.Single(await Replica().ReadAsync(BudgetHour.Of(Now), null, 10, Cancel));
        Assert.Equal(("default", 2), (used.Tenant, used.Invocations));
        Assert.Equal((2 * 4.0, 2 * 2.5), (used.CpuMs, used.GibMs));
        Assert.Equal((2L, 2L, 6L), (used.BytesIn, used.BytesOut, used.LogsSize));
        Assert.Equal(18, used.NetworkSentBytes);

        var record = await _ledger.ReadAsync(row.Id);
        Assert.Equal((512, 1L, 2L, 9L), (record.MemoryMb, record.BytesIn, record.BytesOut, record.NetworkSentBytes));
        Assert.Null(record.NetworkReceivedBytes);
    }

    [Fact]
    public async Task What_was_never_started_counts_nothing()
    {
        var claimed = await _ledger.ClaimAsync((await _ledger.AcceptAsync()).Id);

        await _ledger.SettleAsync(claimed, new(FailureKind.PlatformError, "WorkerLost", "Gone.", ""));

        Assert.Empty(await Replica().ReadAsync(BudgetHour.Of(Now), null, 10, Cancel));
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    private UsageTable Replica() => new(_ledger.DataSource, DispatcherIdentity.New(DispatcherKind.Api));

    private async Task AddAsync(UsageTable replica, IEnumerable<InvocationRow> rows)
    {
        await using var connection = await _ledger.DataSource.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await replica.AddAsync(connection, rows, Cancel);
        await transaction.CommitAsync(Cancel);
    }

    private async Task SettleAsync(ClaimedInvocation claimed, InvocationFailure? failure)
    {
        var stats = ExecutionStats.None with
        {
            Sandbox = "box",
            Run = TimeSpan.FromMilliseconds(5),
            Cpu = TimeSpan.FromMilliseconds(4),
            NetworkSentBytes = 9,
            LogsSize = 3,
        };
        var ended = InvocationLedger.Ended(claimed, failure) with { Stats = stats };
        await _ledger.Settlements.SettleAsync([ended], Cancel);
    }

    private static InvocationRow Unstarted(string tenant) => Row(tenant, "", Now);

    private static InvocationRow Ran(string tenant, DateTimeOffset? at = null) => Row(tenant, "box", at ?? Now);

    private static InvocationRow Row(string tenant, string sandbox, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(),
        Tenant = tenant,
        FunctionId = Guid.CreateVersion7(),
        FunctionName = "hello",
        VersionId = Guid.CreateVersion7(),
        Version = "1.0.0",
        Mode = InvocationMode.Sync,
        State = InvocationState.Succeeded,
        Priority = InvocationPriority.Normal,
        Headers = [],
        Attempt = 1,
        MaxAttempts = 1,
        NotBefore = at,
        CreatedAt = at,
        FinishedAt = at,
        TimeoutMs = 1000,
        MemoryMb = 512,
        RunMs = 100,
        CpuMs = 12.5,
        BytesIn = 5,
        BytesOut = 7,
        NetworkReceivedBytes = 11,
        NetworkSentBytes = 13,
        LogsSize = 3,
        Sandbox = sandbox,
    };
}
