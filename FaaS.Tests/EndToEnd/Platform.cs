using System.Net;
using FaaS.Client;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>
/// The whole platform as it is run: real stores, Api, Scheduler and Worker as processes of their own from the build
/// output, real Docker and the real runtime images.
/// </summary>
internal sealed class Platform : IAsyncDisposable
{
    private const string JoinToken = "end-to-end-join-token";

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly TemporaryDirectory _workerDirectory = new("worker");
    private readonly Uri _url = new($"http://127.0.0.1:{GuardedProcess.FreePort()}");

    private Platform(IReadOnlyDictionary<string, string> settings)
    {
        _settings = settings;
        Keep(_workerDirectory);
    }

    public string WorkerId { get; } = $"test-{Guid.CreateVersion7():n}";

    public FaasClient Client => field ??= new FaasClient(_url);

    public Uri Url => _url;

    public GuardedProcess Worker { get; private set; } = null!;

    public string WorkerDirectory => _workerDirectory.Path;

    public static Task<Platform> StartAsync(TestStores stores, CancellationToken cancellationToken)
        => StartAsync(stores, new Dictionary<string, string>(), cancellationToken);

    /// <param name="settings">On top of what its processes are told anyway.</param>
    public static async Task<Platform> StartAsync(
        TestStores stores, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        await RuntimeImages.BuildAsync(cancellationToken);
        var platform = new Platform(settings);
        try
        {
            await platform.StartProcessesAsync(stores, cancellationToken);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ids of its sandboxes, running or not.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync(CancellationToken cancellationToken)
        => (await Commands.RunAsync(
            cancellationToken,
            "docker", "ps", "--all", "--quiet", "--filter", $"label=faas.worker={WorkerId}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Returns when it is ready for work.</summary>
    public Task StartWorkerAsync(CancellationToken cancellationToken)
    {
        Worker = Keep(ProjectProcess.Start("FaaS.Worker", WorkerSettings(WorkerId, _workerDirectory)));
        return Worker.ReadyAsync(() => HasWorkersAsync(1), cancellationToken);
    }

    /// <summary>Another one beside it. Returns when both are ready for work.</summary>
    public Task AddWorkerAsync(CancellationToken cancellationToken)
        => Keep(ProjectProcess.Start(
            "FaaS.Worker", WorkerSettings($"{WorkerId}-2", Keep(new TemporaryDirectory("worker")))))
            .ReadyAsync(() => HasWorkersAsync(2), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The worker first: it has running work to give back.
        foreach (var part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }

        Client.Dispose();
    }

    private async Task StartProcessesAsync(TestStores stores, CancellationToken cancellationToken)
    {
        var database = Keep(await stores.CreateEmptyDatabaseAsync(cancellationToken));
        var redis = Keep(await stores.CreateRedisAsync(cancellationToken));
        var objects = Keep(new TemporaryDirectory("objects"));
        var schedulerUrl = new Uri($"http://127.0.0.1:{GuardedProcess.FreePort()}");

        await ProjectProcess.RunAsync(
            "FaaS.Api", DispatcherSettings(_url, database, redis, objects), ["migrate"], cancellationToken);
        var api = Keep(ProjectProcess.Start("FaaS.Api", DispatcherSettings(_url, database, redis, objects)));
        var scheduler = Keep(
            ProjectProcess.Start("FaaS.Scheduler", DispatcherSettings(schedulerUrl, database, redis, objects)));
        await api.ReadyAsync(() => IsReadyAsync(_url), cancellationToken);
        await scheduler.ReadyAsync(() => IsReadyAsync(schedulerUrl), cancellationToken);
        await StartWorkerAsync(cancellationToken);
    }

    private Dictionary<string, string> DispatcherSettings(
        Uri url,
        TestDatabase database,
        TestRedis redis,
        TemporaryDirectory objects) => new(_settings)
        {
            ["ConnectionStrings__faas"] = database.ConnectionString,
            ["ConnectionStrings__redis"] = redis.ConnectionString,
            ["Objects__Type"] = "local",
            ["Objects__Directory"] = objects.Path,
            ["Workers__JoinToken"] = JoinToken,
            ["Dispatch__AdvertisedUrl"] = url.ToString(),
            ["ASPNETCORE_URLS"] = url.ToString(),
        };

    private Dictionary<string, string> WorkerSettings(string id, TemporaryDirectory directory) => new(_settings)
    {
        ["Worker__Id"] = id,
        ["Worker__ApiUrl"] = _url.ToString(),
        ["Worker__JoinToken"] = JoinToken,
        ["Worker__Directory"] = directory.Path,
    };

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }

    private static async Task<bool> IsReadyAsync(Uri url)
    {
        using var http = new HttpClient { BaseAddress = url };
        try
        {
            using var response = await http.GetAsync(new Uri("health/ready", UriKind.Relative));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<bool> HasWorkersAsync(int count)
        => (await Client.Admin.ListWorkersAsync()).Count(worker => worker.State == "ready") >= count;
}
