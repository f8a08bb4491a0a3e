using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace FaaS.Tests.Infrastructure.Postgres;

public sealed class PostgresSourcesTests(TestStores stores)
{
    private const string Plans = """
        SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%INSERT INTO invocations%'
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_run_for_every_invocation_is_planned_once()
    {
        await using var database = await stores.CreateDatabaseAsync(Cancel);
        await using var source = PostgresSources.CreatePlannedOnce(
            $"{database.ConnectionString};Maximum Pool Size=1", NullLoggerFactory.Instance);
        var acceptance = new InvocationAcceptance(source);
        for (var i = 0; i < 20; i++)
        {
            await acceptance.InsertAsync([InvocationLedger.NewRow()], Cancel);
        }

        await using var command = source.CreateCommand(Plans);
        await using var reader = await command.ExecuteReaderAsync(Cancel);

        Assert.True(await reader.ReadAsync(Cancel));
        Assert.True(reader.GetInt64(0) > 0);
        Assert.Equal(0, reader.GetInt64(1));
    }

    [Fact]
    public async Task Statements_that_are_repeated_are_prepared()
    {
        await using var database = await stores.CreateDatabaseAsync(Cancel);
        await using var source = PostgresSources.Create(
            $"{database.ConnectionString};Maximum Pool Size=1", NullLoggerFactory.Instance);
        for (var i = 0; i < 20; i++)
        {
            await ScalarAsync(source, "SELECT 1");
        }

        Assert.Equal(1L, await ScalarAsync(
            source, "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 1'"));
    }

    [Fact]
    public async Task What_a_connection_string_says_is_obeyed()
    {
        await using var database = await stores.CreateDatabaseAsync(Cancel);
        await using var source = PostgresSources.CreatePlannedOnce(
            $"{database.ConnectionString};Max Auto Prepare=0;Timeout=7;Command Timeout=8", NullLoggerFactory.Instance);

        var options = new NpgsqlConnectionStringBuilder(source.ConnectionString);

        Assert.Equal(
            (0, null, 7, 8), (options.MaxAutoPrepare, options.Options, options.Timeout, options.CommandTimeout));
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
