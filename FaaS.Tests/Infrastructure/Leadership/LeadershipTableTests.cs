using FaaS.Infrastructure.Leadership;
using FaaS.Tests.Infrastructure.Stores;
using Npgsql;

namespace FaaS.Tests.Infrastructure.Leadership;

public sealed class LeadershipTableTests(TestStores stores) : IAsyncLifetime
{
    private const string Waiting = """
        SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        """;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private TestDatabase _database = null!;
    private NpgsqlDataSource _dataSource = null!;
    private LeadershipTable _table = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await stores.CreateDatabaseAsync(Cancel);
        _dataSource = NpgsqlDataSource.Create(_database.ConnectionString);
        _table = new LeadershipTable(_dataSource);
    }

    [Fact]
    public async Task Nobody_leads_before_the_first() => Assert.Null(await _table.ReadAsync(Cancel));

    [Fact]
    public async Task Of_many_that_ask_at_once_one_leads()
    {
        var epochs = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(number => _table.AcquireAsync($"scheduler-{number}", Lease, Cancel)));

        Assert.Equal(1, Assert.Single(epochs, epoch => epoch is not null));
    }

    [Fact]
    public async Task While_a_lease_lasts_only_its_holder_has_it()
    {
        await _table.AcquireAsync("one", Lease, Cancel);

        Assert.Null(await _table.AcquireAsync("other", Lease, Cancel));
        Assert.False(await _table.RenewAsync("other", 1, Lease, Cancel));
        Assert.True(await _table.RenewAsync("one", 1, Lease, Cancel));
        var state = (await _table.ReadAsync(Cancel))!;
        Assert.Equal(("one", 1, true), (state.Holder, state.Epoch, state.IsHeld));
        Assert.InRange(state.Left, TimeSpan.FromMinutes(4), Lease);
    }

    [Fact]
    public async Task After_it_has_expired_another_leads_in_a_new_epoch_and_the_old_one_is_too_late()
    {
        await _table.AcquireAsync("one", Lease, Cancel);
        await ExpireAsync();

        Assert.False(await _table.RenewAsync("one", 1, Lease, Cancel));
        Assert.Equal(2, await _table.AcquireAsync("other", Lease, Cancel));
        Assert.False(await _table.RenewAsync("one", 1, Lease, Cancel));
    }

    [Fact]
    public async Task Who_gives_it_up_is_followed_at_once()
    {
        await _table.AcquireAsync("one", Lease, Cancel);
        await _table.ResignAsync("one", 1, Cancel);

        Assert.False((await _table.ReadAsync(Cancel))!.IsHeld);
        Assert.Equal(2, await _table.AcquireAsync("other", Lease, Cancel));
    }

    [Fact]
    public async Task Who_no_longer_leads_cannot_give_it_up()
    {
        await _table.AcquireAsync("one", Lease, Cancel);
        await ExpireAsync();
        await _table.AcquireAsync("other", Lease, Cancel);

        await _table.ResignAsync("one", 1, Cancel);

        Assert.True((await _table.ReadAsync(Cancel))!.IsHeld);
    }

    [Fact]
    public async Task A_holder_that_asks_again_gets_a_new_epoch_so_that_what_it_sent_before_is_void()
    {
        await _table.AcquireAsync("one", Lease, Cancel);

        Assert.Equal(2, await _table.AcquireAsync("one", Lease, Cancel));
        Assert.Equal(0, await FencedAsync(epoch: 1));
        Assert.Equal(1, await FencedAsync(epoch: 2));
    }

    [Fact]
    public async Task The_fence_is_open_for_the_current_epoch_until_it_expires()
    {
        Assert.Equal(0, await FencedAsync(epoch: 1));
        await _table.AcquireAsync("one", Lease, Cancel);
        Assert.Equal(1, await FencedAsync(epoch: 1));
        await ExpireAsync();
        Assert.Equal(0, await FencedAsync(epoch: 1));
    }

    [Fact]
    public async Task A_fenced_write_holds_up_the_next_leader_but_no_renewal()
    {
        await _table.AcquireAsync("one", Lease, Cancel);
        await using var connection = await _dataSource.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var write = new NpgsqlCommand(LeadershipFence.Of("1"), connection, transaction);
        Assert.Equal(1L, await write.ExecuteScalarAsync(Cancel));

        Assert.True(await _table.RenewAsync("one", 1, TimeSpan.Zero, Cancel));
        var next = _table.AcquireAsync("other", Lease, Cancel);
        await Eventually.TrueAsync(
            async () => await CountAsync(Waiting) > 0 || next.IsCompleted,
            "the next leader to wait");
        Assert.False(next.IsCompleted);

        await transaction.CommitAsync(Cancel);
        Assert.Equal(2, await next);
    }

    [Fact]
    public async Task A_fenced_write_that_waited_for_the_next_leader_is_refused()
    {
        await _table.AcquireAsync("one", Lease, Cancel);
        await ExpireAsync();
        await using var connection = await _dataSource.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var takeover = new NpgsqlCommand(
            "UPDATE leadership SET epoch = 2, expires_at = now() + interval '1 hour'", connection, transaction);
        await takeover.ExecuteNonQueryAsync(Cancel);

        // The row that it sees is expired, so that it does not even wait.
        Assert.Equal(0, await FencedAsync(epoch: 1));
        await transaction.CommitAsync(Cancel);
        Assert.Equal(0, await FencedAsync(epoch: 1));
    }

    public async ValueTask DisposeAsync()
    {
        await _dataSource.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task ExpireAsync()
    {
        await using var command = _dataSource.CreateCommand(
            "UPDATE leadership SET expires_at = now() - interval '1 ms'");
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private Task<long> FencedAsync(long epoch)
        => CountAsync($"WITH fence AS MATERIALIZED ({LeadershipFence.Of($"{epoch}")}) SELECT count(*) FROM fence");

    private async Task<long> CountAsync(string query)
    {
        await using var command = _dataSource.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
