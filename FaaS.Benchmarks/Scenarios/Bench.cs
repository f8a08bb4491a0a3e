using System.Text;
using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Docker;
using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Platform;
using FaaS.Benchmarks.Reports;
using FaaS.Client;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>The platform under test, and what to look at it with.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly List<string> _functions = [];

    private Bench(BenchSettings settings, FaasClient client, DockerEngine docker, ContainerCounter containers)
    {
        Settings = settings;
        Client = client;
        Docker = docker;
        Containers = containers;
        Load = new LoadGenerator(containers);
        Processes = new PlatformProcesses(settings.StateDirectory, settings.DockerSocket);
    }

    public BenchSettings Settings { get; }

    public FaasClient Client { get; }

    public DockerEngine Docker { get; }

    public ContainerCounter Containers { get; }

    public LoadGenerator Load { get; }

    public PlatformProcesses Processes { get; }

    public static async Task<Bench> StartAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var client = new FaasClient(settings.Api);
        var docker = new DockerEngine(settings.DockerSocket);
        var workers = await client.Admin.ListWorkersAsync(cancellationToken);
        var containers = await ContainerCounter.StartAsync(
            docker, workers.Select(worker => worker.Id), cancellationToken);
        return new(settings, client, docker, containers);
    }

    public string ImageOf(Hello hello) => $"faas/{hello.Runtime}:{Settings.ImageTag}";

    /// <summary>B3 for the same runtime.</summary>
    public Dial DockerRunOf(Hello hello) => DockerRun.Dial(Docker, ImageOf(hello), hello.Command);

    /// <summary>Where to call the function once it stands as described.</summary>
    public async Task<Uri> DeployAsync(
        string name, Hello hello, Isolation isolation, CancellationToken cancellationToken, int concurrency = 10)
        => await DeployAsync(
            new FunctionDefinition
            {
                Name = name,
                Runtime = hello.Runtime,
                Handler = hello.Handler,
                Code = Encoding.UTF8.GetBytes(hello.Source),
                Isolation = isolation,
                MaxConcurrency = concurrency,
            },
            cancellationToken);

    public async Task<Uri> DeployAsync(FunctionDefinition definition, CancellationToken cancellationToken)
    {
        var name = definition.Name;
        if (await Client.Functions.FindAsync(name, cancellationToken) is not null)
        {
            await Client.Functions.DeleteAsync(name, cancellationToken);
        }

        _functions.Add(name);
        await Client.Functions.CreateAsync(definition, cancellationToken: cancellationToken);
        return new Uri(Settings.Api, $"/functions/{name}/invoke");
    }

    /// <summary>Deletes what was deployed: the next scenario is to find the platform as this one did.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        foreach (var function in _functions.Distinct())
        {
            if (await Client.Functions.FindAsync(function, cancellationToken) is not null)
            {
                await Client.Functions.DeleteAsync(function, cancellationToken);
            }
        }

        _functions.Clear();
        await RemoveOwnContainersAsync(cancellationToken);
        await Containers.SettleAsync(cancellationToken);
    }

    /// <summary>A subject or baseline under the same load in every round.</summary>
    public Series Loaded(string name, Dial dial, LoadPlan plan)
        => new(name, cancellationToken => Load.RunAsync(dial, plan, cancellationToken));

    /// <summary>All of them in turn, round by round, so that a noisy minute falls on all.</summary>
    public async Task InterleaveAsync(IReadOnlyList<Series> measured, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Settings.Rounds; round++)
        {
            await InterleaveOnceAsync(measured, cancellationToken);
        }
    }

    /// <summary>One round.</summary>
    public async Task InterleaveOnceAsync(IEnumerable<Series> measured, CancellationToken cancellationToken)
    {
        foreach (var series in measured)
        {
            await Containers.SettleAsync(cancellationToken);
            await series.MeasureAsync(cancellationToken);
        }
    }

    /// <summary>The containers of the platform's workers.</summary>
    public async Task<IReadOnlyList<SandboxContainer>> SandboxesAsync(CancellationToken cancellationToken)
    {
        var found = new List<SandboxContainer>();
        foreach (var worker in await Client.Admin.ListWorkersAsync(cancellationToken))
        {
            var label = $"{ContainerCounter.WorkerLabel}={worker.Id}";
            foreach (var id in await Docker.ListAsync(label, cancellationToken))
            {
                if (await Docker.DescribeSandboxAsync(id, cancellationToken) is { } sandbox)
                {
                    found.Add(sandbox);
                }
            }
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await RemoveOwnContainersAsync(CancellationToken.None);
        await Containers.DisposeAsync();
        Docker.Dispose();
        Client.Dispose();
    }

    // A baseline that was broken off in the middle leaves one.
    private async Task RemoveOwnContainersAsync(CancellationToken cancellationToken)
    {
        foreach (var container in await Docker.ListAsync(
            $"{DockerEngine.Label}={Environment.ProcessId}", cancellationToken))
        {
            await Docker.RemoveAsync(container, cancellationToken);
        }
    }
}
