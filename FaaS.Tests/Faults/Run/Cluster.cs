using FaaS.Client;
using FaaS.Client.Errors;
using FaaS.Tests.EndToEnd;
using FaaS.Tests.Infrastructure.Stores;
using Npgsql;

namespace FaaS.Tests.Faults.Run;

/// <summary>
/// Two Apis, two Schedulers and two Workers, processes of their own, on a Postgres, a Redis and a Docker that are made
/// for them: everything may be killed.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    public const string JoinToken = "fault-run-join-token";

    public const string LogTimeKey = "Logging__Console__FormatterOptions__TimestampFormat";
    public const string LogTime = "HH:mm:ss.fff ";

    // A full disk can leave it a log that it does not start with; whoever runs it repairs that, or lets go of it.
    private const string RepairFirst = """
        for log in "$0"/appendonlydir/*.manifest; do
            [ -e "$log" ] || continue
            yes | redis-check-aof --fix "$log" > /dev/null || rm -rf "$0/appendonlydir"
        done
        exec "$@"
        """;

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly string? _logs;
    private int _postgresPort;

    private Cluster(string? logs) => _logs = logs;

    public Member Postgres { get; private set; } = null!;

    public Member Redis { get; private set; } = null!;

    public int RedisPort { get; } = GuardedProcess.FreePort();

    /// <summary>Where Redis keeps its log of appended commands.</summary>
    public SmallDisk RedisDisk { get; private set; } = null!;

    public IReadOnlyList<Dispatcher> Apis { get; private set; } = [];

    public IReadOnlyList<Dispatcher> Schedulers { get; private set; } = [];

    public IReadOnlyList<Member> Workers { get; private set; } = [];

    public IEnumerable<Dispatcher> Dispatchers => Apis.Concat(Schedulers);

    public FaasClient Client => field ??= new FaasClient(Apis[0].Url);

    public NpgsqlDataSource DataSource { get; private set; } = null!;

    public static async Task<Cluster> StartAsync(
        PrivateDocker docker, string? logs, CancellationToken cancellationToken)
    {
        var cluster = new Cluster(logs);
        try
        {
            await cluster.StartStoresAsync(cancellationToken);
            await cluster.StartDispatchersAsync(cancellationToken);
            await cluster.StartWorkersAsync(docker, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether an Api knows all workers as ready.</summary>
    public async Task<bool> AreWorkersReadyAsync(CancellationToken cancellationToken)
        => (await WorkerStatesAsync(cancellationToken)).Count(state => state == "ready") == Workers.Count;

    /// <summary>Of those that an Api knows, if it says.</summary>
    public async Task<IReadOnlyList<string>> WorkerStatesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var workers = await Client.Admin.ListWorkersAsync(cancellationToken);
            return [.. workers.Select(worker => worker.State)];
        }
        catch (Exception exception) when (exception is HttpRequestException or FaasException)
        {
            return [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }

        if (Apis.Count > 0)
        {
            Client.Dispose();
        }
    }

    private async Task StartStoresAsync(CancellationToken cancellationToken)
    {
        // What was committed must survive that the server is killed; that the machine is, nobody tries.
        var cluster = await PostgresCluster.CreateAsync(cancellationToken);
        Keep(cluster);
        Postgres = Keep(new Member(
            "postgres",
            () => cluster.Start("-c", "fsync=off", "-c", "max_connections=200"),
            cluster.IsReadyAsync,
            _logs));
        await Postgres.StartAsync(cancellationToken);
        DataSource = Keep(NpgsqlDataSource.Create(cluster.ConnectionString));
        _postgresPort = cluster.Port;

        RedisDisk = Keep(await SmallDisk.CreateAsync(cancellationToken));
        var program = Commands.Find("redis-server")
            ?? throw new InvalidOperationException("The fault run kills a Redis of its own: install redis-server.");
        Redis = Keep(new Member(
            "redis",
            () => GuardedProcess.Start(
                GuardedProcess.NewDirectory("redis"),
                "TERM",
                "sh", "-c", RepairFirst, RedisDisk.Path,
                program, "--port", $"{RedisPort}", "--bind", "127.0.0.1", "--dir", RedisDisk.Path, "--save", "",
                "--appendonly", "yes", "--auto-aof-rewrite-min-size", "4mb"),
            () => GuardedProcess.AcceptsConnectionsAsync(RedisPort),
            _logs));
        await Redis.StartAsync(cancellationToken);
    }

    private async Task StartDispatchersAsync(CancellationToken cancellationToken)
    {
        var paths = new ClusterPaths(Keep(new TemporaryDirectory("objects")).Path, _logs);
        Apis = [.. Enumerable.Range(1, 2).Select(number => Dispatcher("FaaS.Api", number, paths))];
        Schedulers = [.. Enumerable.Range(1, 2).Select(number => Dispatcher("FaaS.Scheduler", number, paths))];
        await ProjectProcess.RunAsync("FaaS.Api", Apis[0].Settings, ["migrate"], cancellationToken);
        await Task.WhenAll(Dispatchers.Select(dispatcher => dispatcher.Process.StartAsync(cancellationToken)));
    }

    private Dispatcher Dispatcher(string project, int number, ClusterPaths paths)
        => Keep(new Dispatcher(project, number, _postgresPort, RedisPort, paths));

    private async Task StartWorkersAsync(PrivateDocker docker, CancellationToken cancellationToken)
    {
        Workers = [.. Enumerable.Range(1, 2).Select(number => Worker(number, docker))];
        await Task.WhenAll(Workers.Select(worker => worker.StartAsync(cancellationToken)));
    }

    private Member Worker(int number, PrivateDocker docker)
    {
        var settings = new Dictionary<string, string>
        {
            ["Worker__Id"] = $"fault-run-{number}",
            ["Worker__ApiUrl"] = Apis[number - 1].Workers.Url.ToString(),
            ["Worker__JoinToken"] = JoinToken,
            ["Worker__Directory"] = Keep(new TemporaryDirectory("worker")).Path,
            ["Worker__Docker__Endpoint"] = docker.Endpoint,
            ["Worker__MemoryMb"] = "4096",
            ["Worker__Slots"] = "64",
            [LogTimeKey] = LogTime,
        };
        return Keep(new Member(
            $"worker-{number}",
            () => ProjectProcess.Start("FaaS.Worker", settings),
            () => Task.FromResult(true),
            _logs));
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
