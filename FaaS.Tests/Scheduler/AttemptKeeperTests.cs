extern alias scheduler;

using System.Diagnostics.Metrics;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using scheduler::FaaS.Scheduler;
using scheduler::FaaS.Scheduler.Checkpoints;

namespace FaaS.Tests.Scheduler;

public sealed class AttemptKeeperTests(TestStores stores) : IAsyncLifetime
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RunningInvocations _running = new(TimeProvider.System);
    private InvocationLedger _ledger = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await InvocationLedger.CreateAsync(stores);

    [Fact]
    public async Task A_save_that_Postgres_breaks_off_is_done_again()
    {
        using var keeper = Keeper(_ledger.DataSource);
        using var invocation = Begin(await _ledger.ClaimAsync((await _ledger.AcceptAsync()).Id));
        await using var connection = await _ledger.DataSource.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var holding = connection.CreateCommand();
        holding.CommandText = $"SELECT FROM invocations WHERE id = '{invocation.Id}' FOR UPDATE";
        await holding.ExecuteNonQueryAsync(Cancel);

        invocation.HasCheckpoints = true;
        var keeping = keeper.KeepAsync(invocation, Checkpoint("a"));
        await Eventually.TrueAsync(async () => await BreakOffAsync(), "the save to be broken off");
        await transaction.RollbackAsync(Cancel);

        Assert.Null(await keeping.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.Equal([1, 2], (await keeper.RecallAsync(invocation, Checkpoint("a").Name))?.Content ?? []);
    }

    [Fact]
    public async Task What_was_not_saved_says_why()
    {
        using var keeper = Keeper(_ledger.DataSource);
        var claimed = await _ledger.ClaimAsync((await _ledger.AcceptAsync()).Id);
        using var invocation = Begin(claimed);
        for (var i = 0; i < CheckpointLimits.MaxNames; i++)
        {
            Assert.Null(await keeper.KeepAsync(invocation, Checkpoint($"n{i}")));
        }

        var tooMany = await keeper.KeepAsync(invocation, Checkpoint("another"));
        await _ledger.SettleAsync(claimed, null);
        var late = await keeper.KeepAsync(invocation, Checkpoint("n0"));

        Assert.Contains("at most 16", tooMany, StringComparison.Ordinal);
        Assert.Contains("does not count any more", late, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_execution_that_has_saved_nothing_is_answered_without_Postgres()
    {
        await using var nowhere = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={GuardedProcess.FreePort()}");
        using var keeper = Keeper(nowhere);
        using var invocation = Begin(await _ledger.ClaimAsync((await _ledger.AcceptAsync()).Id));

        Assert.Null(await keeper.RecallAsync(invocation, Checkpoint("a").Name));
    }

    [Fact]
    public async Task Progress_is_written_behind_the_latest_of_each_once_a_second()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        using var writer = Writer(_ledger.DataSource, time);
        var (one, other) = (
            await _ledger.ClaimAsync((await _ledger.AcceptAsync()).Id),
            await _ledger.ClaimAsync((await _ledger.AcceptAsync()).Id));
        await writer.StartAsync(Cancel);
        await time.TimerArmedAsync();

        writer.Add(one.Id, one.LeaseEpoch, new(0.1, "first"));
        writer.Add(other.Id, other.LeaseEpoch, new(0.5, null));
        writer.Add(one.Id, one.LeaseEpoch, new(0.2, "se\0cond"));
        writer.Add(one.Id, one.LeaseEpoch - 1, new(0.9, "of an older execution"));
        Assert.Null((await _ledger.ReadAsync(one.Id)).Progress);
        time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.TrueAsync(
            async () => (await _ledger.ReadAsync(one.Id)).Progress is 0.2, "the progress to be written");
        Assert.Equal("se\uFFFDcond", (await _ledger.ReadAsync(one.Id)).ProgressMessage);
        Assert.Equal(0.5, (await _ledger.ReadAsync(other.Id)).Progress);

        writer.Add(other.Id, other.LeaseEpoch, new(1, "last"));
        await writer.StopAsync(Cancel);
        Assert.Equal("last", (await _ledger.ReadAsync(other.Id)).ProgressMessage);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _ledger.DisposeAsync();
    }

    private AttemptKeeper Keeper(NpgsqlDataSource dataSource) => new(
        new CheckpointTable(dataSource),
        Writer(dataSource, TimeProvider.System),
        new SchedulerMetrics(_services.GetRequiredService<IMeterFactory>()),
        TimeProvider.System);

    private static ProgressWriter Writer(NpgsqlDataSource dataSource, TimeProvider timeProvider)
        => new(new ProgressTable(dataSource), timeProvider, NullLogger<ProgressWriter>.Instance);

    private RunningInvocation Begin(ClaimedInvocation claimed) => _running.Begin(
        TestSpec.Of(FaaS.Domain.Functions.Runtime.Python, "handler", [1]),
        new InvocationRequest
        {
            InvocationId = claimed.Id,
            LeaseEpoch = claimed.LeaseEpoch,
            Payload = Array.Empty<byte>(),
            Timeout = TimeSpan.FromSeconds(30),
            Patience = TimeSpan.FromSeconds(1),
        },
        Cancel);

    private async Task<bool> BreakOffAsync()
    {
        await using var command = _ledger.DataSource.CreateCommand(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """);
        return (long)(await command.ExecuteScalarAsync(Cancel))! > 0;
    }

    private static Checkpoint Checkpoint(string name)
    {
        Assert.True(CheckpointName.TryParse(name, out var parsed));
        return new(parsed, null, [1, 2]);
    }
}
