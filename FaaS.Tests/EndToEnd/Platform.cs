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
    private readonly IReadOnlyDictionary<string, string> _workerSettings;
    private readonly TemporaryDirectory _workerDirectory = new("worker");
    private readonly Uri _url = new($"http://127.0.0.1:{GuardedProcess.FreePort()}");

    private Platform(IReadOnlyDictionary<string, string> workerSettings)
    {
        _workerSettings = workerSettings;
        Keep(_workerDirectory);
    }

    public string WorkerId { get; } = $"test-{Guid.CreateVersion7():n}";

    public FaasClient Client => field ??= new FaasClient(_url);

    public Uri Url => _url;

    public GuardedProcess Worker { get; private set; } = null!;

    public string WorkerDirectory => _workerDirectory.Path;

    public static Task<Platform> StartAsync(TestStores stores, CancellationToken cancellationToken)
        => StartAsync(stores, new Dictionary<string, string>(), cancellationToken);

    /// <param name="workerSettings">On top of what its worker is told anyway.</param>
    public static async Task<Platform> StartAsync(
        TestStores stores, IReadOnlyDictionary<string, string> workerSettings, CancellationToken cancellationToken)
    {
        await RuntimeImages.BuildAsync(cancellationToken);
        var platform = new Platform(workerSettings);
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
        Worker = Keep(ProjectProcess.Start("FaaS.Worker", WorkerSettings()));
        return Worker.ReadyAsync(HasWorkerAsync, cancellationToken);
    }

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

    private static Dictionary<string, string> DispatcherSettings(
        Uri url,
        TestDatabase database,
        TestRedis redis,
        TemporaryDirectory objects) => new()
        {
            ["ConnectionStrings__faas"] = database.ConnectionString,
            ["ConnectionStrings__redis"] = redis.ConnectionString,
            ["Objects__Type"] = "local",
            ["Objects__Directory"] = objects.Path,
            ["Workers__JoinToken"] = JoinToken,
            ["Dispatch__AdvertisedUrl"] = url.ToString(),
            ["ASPNETCORE_URLS"] = url.ToString(),
        };

    private Dictionary<string, string> WorkerSettings() => new(_workerSettings)
    {
        ["Worker__Id"] = WorkerId,
        ["Worker__ApiUrl"] = _url.ToString(),
        ["Worker__JoinToken"] = JoinToken,
        ["Worker__Directory"] = _workerDirectory.Path,
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

    private async Task<bool> HasWorkerAsync()
        => (await Client.Admin.ListWorkersAsync()).Any(worker => worker.State == "ready");
}
