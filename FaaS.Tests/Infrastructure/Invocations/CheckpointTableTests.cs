using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Infrastructure.Invocations;

public sealed class CheckpointTableTests(TestStores stores) : IAsyncLifetime
{
    private static readonly InvocationFailure Failure = new(FailureKind.FunctionError, "Error", "it failed", "");

    private InvocationLedger _ledger = null!;
    private CheckpointTable _table = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ledger = await InvocationLedger.CreateAsync(stores);
        _table = new CheckpointTable(_ledger.DataSource);
    }

    [Fact]
    public async Task What_is_saved_is_found_by_the_next_attempt_and_replaced_by_it()
    {
        var claimed = await ClaimAsync();
        Assert.Equal(CheckpointSave.Saved, await SaveAsync(claimed, "default", "one"u8.ToArray()));
        await _ledger.SettleAsync(claimed, Failure);
        var next = await AgainAsync(claimed);

        Assert.Equal("one"u8.ToArray(), await FindAsync(claimed.Id, "default"));
        Assert.Equal(CheckpointSave.Saved, await SaveAsync(next, "default", "two"u8.ToArray()));

        Assert.Equal("two"u8.ToArray(), await FindAsync(claimed.Id, "default"));
        Assert.Null(await FindAsync(claimed.Id, "other"));
    }

    [Fact]
    public async Task Only_the_holder_of_the_lease_saves_anything()
    {
        var claimed = await ClaimAsync();
        await _ledger.SettleAsync(claimed, Failure);
        Assert.Equal(CheckpointSave.LeaseLost, await SaveAsync(claimed, "default", [1]));
        var next = await AgainAsync(claimed);
        Assert.Equal(CheckpointSave.LeaseLost, await SaveAsync(claimed, "default", [1]));
        Assert.Equal(CheckpointSave.Saved, await SaveAsync(next, "default", [2]));

        await _ledger.SettleAsync(next, null);

        Assert.Equal(CheckpointSave.LeaseLost, await SaveAsync(next, "default", [3]));
        Assert.Equal((byte[])[2], await FindAsync(claimed.Id, "default"));
    }

    [Fact]
    public async Task A_save_that_waits_for_its_lease_to_be_taken_away_is_refused()
    {
        var claimed = await ClaimAsync();
        await using var connection = await _ledger.DataSource.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var taking = connection.CreateCommand();
        taking.CommandText = $"UPDATE invocations SET lease_epoch = lease_epoch + 1 WHERE id = '{claimed.Id}'";
        await taking.ExecuteNonQueryAsync(Cancel);

        var saving = SaveAsync(claimed, "default", [1]);
        await Eventually.TrueAsync(async () => await IsWaitedForAsync(), "the save to wait for the row");
        await transaction.CommitAsync(Cancel);

        Assert.Equal(CheckpointSave.LeaseLost, await saving);
    }

    [Fact]
    public async Task An_invocation_has_so_many_names_and_no_more()
    {
        var claimed = await ClaimAsync();
        for (var i = 0; i < CheckpointLimits.MaxNames; i++)
        {
            Assert.Equal(CheckpointSave.Saved, await SaveAsync(claimed, $"n{i}", [1]));
        }

        Assert.Equal(CheckpointSave.TooMany, await SaveAsync(claimed, "another", [1]));
        Assert.Equal(CheckpointSave.Saved, await SaveAsync(claimed, "n7", [2]));
        Assert.Equal((byte[])[2], await FindAsync(claimed.Id, "n7"));
    }

    [Fact]
    public async Task What_can_be_compressed_is_and_comes_back_whole()
    {
        var claimed = await ClaimAsync();
        var repetitive = new byte[CheckpointLimits.MaxBytes];
        var noise = new byte[CheckpointLimits.MaxBytes];
        new Random(1).NextBytes(noise);

        await SaveAsync(claimed, "repetitive", repetitive);
        await SaveAsync(claimed, "noise", noise);
        await SaveAsync(claimed, "empty", []);

        Assert.Equal(repetitive, await FindAsync(claimed.Id, "repetitive"));
        Assert.Equal(noise, await FindAsync(claimed.Id, "noise"));
        Assert.Empty(Assert.IsType<byte[]>(await FindAsync(claimed.Id, "empty")));
        Assert.True(PackedCheckpoint.Of(repetitive).Compressed);
        Assert.False(PackedCheckpoint.Of(noise).Compressed);
        Assert.InRange(PackedCheckpoint.Of(repetitive).Content.Length, 1, 1000);
    }

    [Fact]
    public async Task Progress_is_written_for_the_current_execution_only()
    {
        var table = new ProgressTable(_ledger.DataSource);
        var claimed = await ClaimAsync();
        await table.WriteAsync([(claimed.Id, claimed.LeaseEpoch, new(0.5, "half"))], Cancel);
        Assert.Equal((0.5, "half"), await ProgressAsync(claimed.Id));
        await _ledger.SettleAsync(claimed, Failure);
        var next = await AgainAsync(claimed);

        await table.WriteAsync(
            [(claimed.Id, claimed.LeaseEpoch, new(0.9, "late")), (Guid.CreateVersion7(), 1, new(1, null))], Cancel);
        Assert.Equal((0.5, "half"), await ProgressAsync(claimed.Id));

        await _ledger.SettleAsync(next, null);
        await table.WriteAsync([(next.Id, next.LeaseEpoch, new(1, null))], Cancel);
        Assert.Equal((1, null), await ProgressAsync(claimed.Id));
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    private async Task<ClaimedInvocation> ClaimAsync() => await _ledger.ClaimAsync((await _ledger.AcceptAsync()).Id);

    private async Task<ClaimedInvocation> AgainAsync(ClaimedInvocation claimed) => await _ledger.ClaimAsync(claimed.Id);

    private async Task<(double?, string?)> ProgressAsync(Guid id)
    {
        var row = await _ledger.ReadAsync(id);
        return (row.Progress, row.ProgressMessage);
    }

    private Task<CheckpointSave> SaveAsync(ClaimedInvocation claimed, string name, byte[] content)
        => _table.SaveAsync(claimed.Id, claimed.LeaseEpoch, new(NameOf(name), "application/json", content), Cancel);

    private async Task<byte[]?> FindAsync(Guid id, string name)
        => (await _table.FindAsync(id, NameOf(name), Cancel))?.Content;

    private async Task<bool> IsWaitedForAsync()
    {
        await using var command = _ledger.DataSource.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        return (long)(await command.ExecuteScalarAsync(Cancel))! > 0;
    }

    private static CheckpointName NameOf(string text)
    {
        Assert.True(CheckpointName.TryParse(text, out var name));
        return name;
    }
}
