using FaaS.Tests.Infrastructure.Stores;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FaaS.Tests.Infrastructure.Postgres;

public sealed class PartitionsTests(TestStores stores)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_there_before_is_kept_in_the_partitions_of_its_days()
    {
        await using var database = await stores.CreateEmptyDatabaseAsync(Token);
        await using var context = database.CreateContext();
        await context.Database.MigrateAsync("AsynchronousWork", Token);
        var today = await InsertAsync(database, DateTimeOffset.UtcNow);
        var earlier = await InsertAsync(database, DateTimeOffset.UtcNow.AddDays(-3));

        await context.Database.MigrateAsync(Token);

        Assert.Equal(Day("invocations", DateTimeOffset.UtcNow), await PartitionOfAsync(database, "invocations", today));
        Assert.Equal(
            Day("invocations", DateTimeOffset.UtcNow.AddDays(-3)),
            await PartitionOfAsync(database, "invocations", earlier));
        Assert.Equal(2, await context.Invocations.CountAsync(Token));
        Assert.Equal(
            (string[])["ix_invocations_dead", "ix_invocations_dead_function", "ix_invocations_dead_reason",
                "ix_invocations_expiring", "ix_invocations_function", "ix_invocations_queued",
                "ix_invocations_queued_function",
                "ix_invocations_running", "ix_invocations_state", "pk_invocations"],
            await ReadAsync(
                database, "SELECT indexname::text FROM pg_indexes WHERE tablename = 'invocations' ORDER BY indexname"));
    }

    [Fact]
    public async Task What_has_no_partition_yet_waits_in_the_default_one()
    {
        await using var database = await stores.CreateDatabaseAsync(Token);
        var far = DateTimeOffset.UtcNow.AddDays(30);
        var id = await InsertAsync(database, far);
        Assert.Equal("invocations_default", await PartitionOfAsync(database, "invocations", id));

        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var ensure = source.CreateCommand("SELECT ensure_invocation_partitions($1)");
        ensure.Parameters.Add(new() { Value = DateOnly.FromDateTime(far.UtcDateTime) });
        await ensure.ExecuteNonQueryAsync(Token);
        await ensure.ExecuteNonQueryAsync(Token);

        Assert.Equal(Day("invocations", far), await PartitionOfAsync(database, "invocations", id));
        Assert.Equal(
            (string[])[Day("invocation_attempts", far), Day("invocation_checkpoints", far),
                Day("invocation_logs", far), Day("invocations", far)],
            await ReadAsync(
                database,
                $"""
                SELECT relname::text FROM pg_class
                WHERE relkind = 'r' AND relname LIKE '%{far:yyyyMMdd}' ORDER BY 1
                """));
    }

    private static string Day(string table, DateTimeOffset moment) => $"{table}_{moment.UtcDateTime:yyyyMMdd}";

    private static async Task<Guid> InsertAsync(TestDatabase database, DateTimeOffset createdAt)
    {
        var id = Guid.CreateVersion7(createdAt);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var insert = source.CreateCommand("""
            INSERT INTO invocations (
                id, tenant, function_id, function_name, version_id, version, mode, state, priority, headers, attempt,
                max_attempts, lease_epoch, not_before, created_at, timeout_ms, logs_size)
            VALUES ($1, 'default', gen_random_uuid(), 'hello', gen_random_uuid(), '1', 'async', 'queued', 'normal',
                '{}', 0, 3, 0, $2, $2, 1000, 0)
            """);
        insert.Parameters.Add(new() { Value = id });
        insert.Parameters.Add(new() { Value = createdAt });
        await insert.ExecuteNonQueryAsync(Token);
        return id;
    }

    private static async Task<string> PartitionOfAsync(TestDatabase database, string table, Guid id)
        => Assert.Single(await ReadAsync(database, $"SELECT tableoid::regclass::text FROM {table} WHERE id = '{id}'"));

    private static async Task<List<string>> ReadAsync(TestDatabase database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var query = source.CreateCommand(sql);
        await using var reader = await query.ExecuteReaderAsync(Token);
        var values = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }
}
