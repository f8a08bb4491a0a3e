using Npgsql;

namespace FaaS.Tests.Infrastructure.Stores;

/// <summary>FAAS_TEST_POSTGRES when it is given, else a private cluster that nobody will miss.</summary>
internal sealed class PostgresServer(string connectionString, params IAsyncDisposable[] parts) : IAsyncDisposable
{
    public string ConnectionString => connectionString;

    public static async Task<PostgresServer> StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("FAAS_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return new(given);
        }

        var server = PostgresCluster.BinariesDirectory is null
            ? await StartContainerAsync(cancellationToken)
            : await StartPrivateAsync(cancellationToken);

        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString + ";Pooling=false");
        await WaitForAnswerAsync(dataSource, cancellationToken);
        return server;
    }

    private static async Task<PostgresServer> StartPrivateAsync(CancellationToken cancellationToken)
    {
        var cluster = await PostgresCluster.CreateAsync(cancellationToken);
        var process = cluster.Start(
            "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
            "-c", "max_connections=400");
        return new(cluster.ConnectionString, cluster, process);
    }

    private static async Task<PostgresServer> StartContainerAsync(CancellationToken cancellationToken)
    {
        var container = await StoreContainer.StartAsync(
            "postgres",
            5432,
            cancellationToken,
            ["--env", "POSTGRES_HOST_AUTH_METHOD=trust", "postgres:17",
                "-c", "fsync=off", "-c", "max_connections=400"]);
        return new($"Host=127.0.0.1;Port={container.Port};Username=postgres;Database=postgres", container);
    }

    private static async Task WaitForAnswerAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException) when (attempt < 600)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in parts.Reverse())
        {
            await part.DisposeAsync();
        }
    }
}
