using Microsoft.Extensions.Options;

namespace FaaS.AppHost.LocalHost;

/// <summary>A Postgres of our own: data under our directory, reachable from this machine only, by password.</summary>
internal sealed class PostgresCluster(
    IOptions<LocalHostOptions> options,
    Secrets secrets,
    ServiceDirectory directories,
    Commands commands)
{
    private const string Database = "faas";
    private const string User = "postgres";

    // What a sockaddr_un holds, less the name that Postgres appends.
    private const int MaxSocketDirectory = 107 - 20;

    private readonly Account? _account = Account.InsteadOfRoot("postgres");
    private readonly string _port = $"{options.Value.PostgresPort}";
    private string _directory = "";
    private string _binaries = "";

    public string ConnectionString =>
        $"Host=127.0.0.1;Port={_port};Username={User};Password={secrets.PostgresPassword};Database={Database}";

    private string DataDirectory => Path.Combine(_directory, "data");

    /// <summary>Creates the cluster if there is none yet.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(options.Value.Directory, "postgres");
        _directory = await directories.CreateAsync(path, _account, cancellationToken);
        _binaries = PostgresBinaries.FolderFor(DataDirectory);

        if (!File.Exists(Path.Combine(DataDirectory, "PG_VERSION")))
        {
            await InitialiseAsync(cancellationToken);
        }
    }

    public ChildCommand Server()
    {
        var sockets = _directory.Length <= MaxSocketDirectory ? _directory : "";
        return new ChildCommand(
            "postgres",
            Path.Combine(_binaries, "postgres"),
            "-D", DataDirectory,
            "-p", _port,
            "-c", "listen_addresses=127.0.0.1",
            "-c", $"unix_socket_directories={sockets}",
            "-c", "max_connections=200")
        {
            Account = _account,
            StopSignal = Signal.Interrupt,
        };
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
        => (await commands.TryAsync(Tool("pg_isready", "-q"), cancellationToken)).ExitCode == 0;

    /// <summary>Creates our database if there is none yet.</summary>
    public async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        const string Exists = $"SELECT 1 FROM pg_database WHERE datname = '{Database}'";
        if (await commands.RunAsync(Tool("psql", "-d", "postgres", "-Atc", Exists), cancellationToken) != "1")
        {
            await commands.RunAsync(Tool("createdb", Database), cancellationToken);
        }
    }

    private async Task InitialiseAsync(CancellationToken cancellationToken)
    {
        var password = Path.Combine(_directory, "password");
        await File.WriteAllTextAsync(password, secrets.PostgresPassword, cancellationToken);
        try
        {
            await commands.RunAsync(
                new ChildCommand(
                    "initdb",
                    Path.Combine(_binaries, "initdb"),
                    "-D", DataDirectory, "-U", User, $"--pwfile={password}",
                    "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C")
                {
                    Account = _account,
                },
                cancellationToken);
        }
        finally
        {
            File.Delete(password);
        }
    }

    private ChildCommand Tool(string name, params string[] arguments)
        => new(name, Path.Combine(_binaries, name), ["-h", "127.0.0.1", "-p", _port, "-U", User, .. arguments])
        {
            Environment = new Dictionary<string, string> { ["PGPASSWORD"] = secrets.PostgresPassword },
        };
}
