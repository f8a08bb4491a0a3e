using FaaS.Tests.Security.Network;
using Npgsql;

namespace FaaS.Tests.Infrastructure.Stores;

/// <summary>The data of a private Postgres, on which a server may be started again and again.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string Cleanup = """
        server=$(head -n 1 "$directory/data/postmaster.pid") && kill -s INT "$server"
        tries=0; while kill -0 "$server" && [ $((tries += 1)) -lt 100 ]; do sleep 0.1; done
        rm -rf -- "$directory"
        """;

    // One that was killed leaves its sessions behind for a moment, and none can be started beside them.
    private const string AloneInDirectory = """
        cd "$0"
        while ls -l /proc/[0-9]*/cwd 2> /dev/null | grep -q -- "-> $0/data\$"; do sleep 0.05; done
        exec "$@"
        """;

    private readonly string _binaries;
    private readonly string _directory;
    private readonly string[] _asOwner;
    private readonly CleanupGuard _guard;

    private PostgresCluster(string binaries, string directory, string[] asOwner)
    {
        _binaries = binaries;
        _directory = directory;
        _asOwner = asOwner;
        _guard = CleanupGuard.Start($"directory='{directory}'\n{Cleanup}");
    }

    /// <summary>Null where Postgres is not installed.</summary>
    public static string? BinariesDirectory => Path.GetDirectoryName(Commands.Find("initdb", DebianBinaries()));

    public int Port { get; } = GuardedProcess.FreePort();

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres";

    private string Data => Path.Combine(_directory, "data");

    public static async Task<PostgresCluster> CreateAsync(CancellationToken cancellationToken)
    {
        var binaries = BinariesDirectory
            ?? throw new InvalidOperationException("This test kills a Postgres of its own: install postgresql.");
        var directory = GuardedProcess.NewDirectory("postgres");
        string[] asOwner = [];
        if (Environment.IsPrivilegedProcess)
        {
            // Postgres refuses to run as root.
            asOwner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];
            await Commands.RunAsync(cancellationToken, "chown", "postgres:postgres", directory);
        }

        var cluster = new PostgresCluster(binaries, directory, asOwner);
        await Commands.RunAsync(
            cancellationToken,
            [.. asOwner, $"{binaries}/initdb", "-D", cluster.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                "--locale=C.UTF-8", "--no-sync"]);
        return cluster;
    }

    /// <param name="settings">Of the server, like <c>-c fsync=off</c>.</param>
    public GuardedProcess Start(params IEnumerable<string> settings)
    {
        var log = GuardedProcess.NewDirectory("postgres-log");
        return GuardedProcess.Start(
            log,
            "INT",
            ["sh", "-c", AloneInDirectory, _directory, .. _asOwner, $"{_binaries}/postgres",
                "-D", Data, "-k", _directory, "-h", "127.0.0.1", "-p", $"{Port}", .. settings]);
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=2");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _guard.DisposeAsync();

    private static IEnumerable<string> DebianBinaries()
        => Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql")
                .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var major) ? major : 0)
                .Select(path => Path.Combine(path, "bin"))
            : [];
}
