using FaaS.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FaaS.Tests.Infrastructure.Stores;

/// <summary>A migrated database of one's own, dropped at the end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _serverConnectionString;
    private readonly string _name;

    private TestDatabase(string serverConnectionString, string name)
    {
        _serverConnectionString = serverConnectionString;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(serverConnectionString)
        {
            Database = name,
            MaxPoolSize = 30,
        }.ConnectionString;
    }

    public string ConnectionString { get; }

    /// <param name="template">Null makes an empty one.</param>
    internal static async Task<TestDatabase> CreateAsync(
        string serverConnectionString,
        TestDatabase? template,
        CancellationToken cancellationToken)
    {
        var database = new TestDatabase(serverConnectionString, $"faas_test_{Guid.CreateVersion7():n}");
        await database.ExecuteAsync(
            $"CREATE DATABASE {database._name} TEMPLATE {template?._name ?? "template0"}",
            cancellationToken);
        return database;
    }

    internal async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using (var context = CreateContext())
        {
            await context.Database.MigrateAsync(cancellationToken);
        }

        // A template must have no open connection.
        await using var connection = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    public FaasDbContext CreateContext()
        => new(new DbContextOptionsBuilder<FaasDbContext>().UseNpgsql(ConnectionString).Options);

    /// <summary>As if the server were away: who is connected is thrown out, and nobody is let in.</summary>
    public Task CloseAsync() => ExecuteAsync(
        $"""
        ALTER DATABASE {_name} ALLOW_CONNECTIONS false;
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_name}';
        """,
        CancellationToken.None);

    public Task OpenAsync() => ExecuteAsync($"ALTER DATABASE {_name} ALLOW_CONNECTIONS true", CancellationToken.None);

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(_serverConnectionString + ";Pooling=false");
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(connection);
        await ExecuteAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", CancellationToken.None);
    }
}
