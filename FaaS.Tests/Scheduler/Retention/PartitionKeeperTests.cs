using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;
using Npgsql;

namespace FaaS.Tests.Scheduler.Retention;

public sealed class PartitionKeeperTests(TestStores stores)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_days_ahead_have_partitions()
    {
        await using var ledger = await RetentionLedger.CreateAsync(stores, new());
        var later = Now.AddDays(20);

        await ledger.Keeper.MakeAsync(later, Cancel);
        await ledger.Keeper.MakeAsync(later, Cancel);

        var days = (await ledger.Tables.ListAsync(Cancel)).Select(partition => partition.Day).ToHashSet();
        Assert.Superset(
            Enumerable.Range(0, 8).Select(DateOnly.FromDateTime(later.UtcDateTime).AddDays).ToHashSet(), days);
    }

    [Fact]
    public async Task What_waits_in_the_default_partition_gets_its_day()
    {
        await using var ledger = await RetentionLedger.CreateAsync(stores, new());
        var running = await ledger.AddAsync("running", 3);
        Assert.False(await ledger.HasDayAsync(3));

        await ledger.Keeper.MakeAsync(Now, Cancel);

        Assert.True(await ledger.HasDayAsync(3));
        Assert.Equal("Ilacc", await ledger.PartsAsync(running));
        Assert.Equal(0, await ledger.AskAsync<long>("SELECT count(*) FROM invocations_default"));
        Assert.Equal(0, await ledger.AskAsync<long>("SELECT count(*) FROM invocation_logs_default"));
    }

    [Fact]
    public async Task A_busy_table_is_not_waited_for()
    {
        await using var ledger = await RetentionLedger.CreateAsync(
            stores, new() { LockTimeout = TimeSpan.FromMilliseconds(20) });
        await ledger.MakeDayAsync(20);
        await ledger.AddAsync("succeeded", 20);
        await using (var connection = new NpgsqlConnection(ledger.ConnectionString))
        {
            await connection.OpenAsync(Cancel);
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await using var reading = new NpgsqlCommand("SELECT count(*) FROM invocations", connection);
            await reading.ExecuteScalarAsync(Cancel);

            Assert.False(await ledger.Keeper.DropAsync(Now, Cancel));
            Assert.True(await ledger.HasDayAsync(20));
        }

        await Eventually.TrueAsync(() => ledger.Keeper.DropAsync(Now, Cancel), "the day to be dropped");
        Assert.False(await ledger.HasDayAsync(20));
    }

    [Fact]
    public async Task What_was_redriven_after_the_look_keeps_its_day()
    {
        await using var ledger = await RetentionLedger.CreateAsync(stores, new());
        await ledger.MakeDayAsync(20);
        var id = await ledger.AddAsync("queued", 20);

        Assert.False(await ledger.Tables.DropAsync(
            new(DateOnly.FromDateTime(Now.AddDays(-20).UtcDateTime)), Cancel));

        Assert.Equal("Ilacc", await ledger.PartsAsync(id));
    }
}
