using Npgsql;

namespace FaaS.Tests.Infrastructure.Stores;

/// <summary>FAAS_TEST_POSTGRES when it is given, else a private cluster that nobody will miss.</summary>
internal sealed class PostgresServer(string connectionString, IAsyncDisposable? process) : IAsyncDisposable
{
    public string ConnectionString => connectionString;

    public static async Task<PostgresServer> StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("FAAS_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return new(given, null);
        }

        var server = BinariesDirectory() is { } binaries
            ? await StartPrivateAsync(binaries, cancellationToken)
            : await StartContainerAsync(cancellationToken);

        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString + ";Pooling=false");
        await WaitForAnswerAsync(dataSource, cancellationToken);
        return server;
    }

    private static string? BinariesDirectory()
        => Path.GetDirectoryName(Commands.Find("initdb", DebianBinaries()));

    private static IEnumerable<string> DebianBinaries()
        => Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql")
                .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var major) ? major : 0)
                .Select(path => Path.Combine(path, "bin"))
            : [];

    private static async Task<PostgresServer> StartPrivateAsync(string binaries, CancellationToken cancellationToken)
    {
        var directory = GuardedProcess.NewDirectory("postgres");
        var port = GuardedProcess.FreePort();
        string[] asOwner = [];
        if (Environment.IsPrivilegedProcess)
        {
            // Postgres refuses to run as root.
            asOwner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];
            await Commands.RunAsync(cancellationToken, "chown", "postgres:postgres", directory);
        }

        var data = Path.Combine(directory, "data");
        await Commands.RunAsync(
            cancellationToken,
            [.. asOwner, $"{binaries}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                "--locale=C.UTF-8", "--no-sync"]);

        var process = GuardedProcess.Start(
            directory,
            "INT",
            [.. asOwner, $"{binaries}/postgres", "-D", data, "-k", directory, "-h", "127.0.0.1", "-p", $"{port}",
                "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
                "-c", "max_connections=400"]);
        return new($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres", process);
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

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
