using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace FaaS.AppHost.LocalHost;

/// <summary>How our own processes are started, with the configuration keys that Aspire would inject.</summary>
internal sealed class PlatformCommands(
    IOptions<LocalHostOptions> options,
    Secrets secrets,
    PostgresCluster postgres,
    RedisServer redis)
{
    private readonly LocalHostOptions _options = options.Value;

    public Uri ApiUrl => new($"http://localhost:{_options.ApiPort}");

    public Uri SchedulerUrl => new($"http://localhost:{_options.SchedulerPort}");

    /// <summary>
    /// Of all that there may be. Stable over restarts, different in every checkout: a worker knows its containers by
    /// it.
    /// </summary>
    public IReadOnlyList<string> WorkerIds()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(_options.Directory));
        var prefix = Convert.ToHexStringLower(hash)[..8];
        return [.. Enumerable.Range(1, _options.MostWorkers).Select(number => $"local-{prefix}-{number}")];
    }

    public IEnumerable<(string Id, ChildCommand Command)> Workers() => WorkerIds().Select(id => (id, Worker(id)));

    public ChildCommand Migrate() => Dispatcher("migrate", "FaaS.Api", ApiUrl, "migrate");

    public ChildCommand Api() => Dispatcher("api", "FaaS.Api", ApiUrl);

    public ChildCommand Scheduler()
    {
        var scheduler = Dispatcher("scheduler", "FaaS.Scheduler", SchedulerUrl);
        return !_options.MayScale ? scheduler : scheduler with
        {
            Environment = new Dictionary<string, string>(scheduler.Environment)
            {
                ["Autoscale__MinWorkers"] = $"{_options.FewestWorkers}",
                ["Autoscale__MaxWorkers"] = $"{_options.MostWorkers}",
            },
        };
    }

    /// <summary>A worker gets the URL of the Api and the join token, and nothing that opens a store.</summary>
    private ChildCommand Worker(string id)
    {
        var directory = Path.Combine(_options.Directory, "workers", id);
        Directory.CreateDirectory(directory);
        var environment = new Dictionary<string, string>
        {
            ["services__api__http__0"] = ApiUrl.OriginalString,
            ["Worker__Id"] = id,
            ["Worker__JoinToken"] = secrets.JoinToken,
            ["Worker__Directory"] = directory,
            ["Worker__Docker__Endpoint"] = $"unix://{_options.DockerSocket}",
        };
        if (_options.MayScale)
        {
            environment["Worker__DrainTimeout"] = $"{_options.WorkerDrain}";
        }

        return Project($"worker-{id[(id.LastIndexOf('-') + 1)..]}", "FaaS.Worker", environment);
    }

    private ChildCommand Dispatcher(string name, string project, Uri url, params string[] arguments)
        => Project(
            name,
            project,
            new()
            {
                ["ConnectionStrings__faas"] = postgres.ConnectionString,
                ["ConnectionStrings__redis"] = redis.ConnectionString,
                ["Objects__Type"] = "local",
                ["Objects__Directory"] = Path.Combine(_options.Directory, "objects"),
                ["Workers__JoinToken"] = secrets.JoinToken,
                ["Dispatch__AdvertisedUrl"] = url.OriginalString,
                ["ASPNETCORE_URLS"] = url.OriginalString,
            },
            arguments);

    private ChildCommand Project(
        string name,
        string project,
        Dictionary<string, string> environment,
        params string[] arguments)
    {
        var assembly = Checkout.AssemblyOf(_options.Binaries, project);
        if (!File.Exists(assembly))
        {
            throw new StartFailedException($"{assembly} does not exist: build the solution first.");
        }

        environment["OTEL_SERVICE_NAME"] = name;
        return new ChildCommand(name, Checkout.DotNet, [assembly, .. arguments])
        {
            // Where its appsettings.json is.
            Directory = Path.GetDirectoryName(assembly)!,
            Environment = environment,
        };
    }
}
