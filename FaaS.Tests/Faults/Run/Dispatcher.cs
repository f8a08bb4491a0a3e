using System.Net;
using FaaS.Tests.EndToEnd;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Faults.Run;

/// <summary>An Api or Scheduler, and its ways to Postgres, to Redis, and of the workers to it.</summary>
internal sealed class Dispatcher : IAsyncDisposable
{
    private readonly int _port = GuardedProcess.FreePort();

    public Dispatcher(string project, int number, int postgresPort, int redisPort, ClusterPaths paths)
    {
        var name = $"{project[5..].ToLowerInvariant()}-{number}";
        Postgres = new Link($"Postgres of {name}", postgresPort);
        Redis = new Link($"Redis of {name}", redisPort);
        Workers = new Link($"workers of {name}", _port);
        Settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__faas"] =
                $"Host=127.0.0.1;Port={Postgres.Port};Username=postgres;Database=postgres;Maximum Pool Size=30",
            ["ConnectionStrings__redis"] = $"127.0.0.1:{Redis.Port}",
            ["Objects__Type"] = "local",
            ["Objects__Directory"] = paths.Objects,
            ["Workers__JoinToken"] = Cluster.JoinToken,
            ["Dispatch__AdvertisedUrl"] = Workers.Url.ToString(),
            ["ASPNETCORE_URLS"] = Url.ToString(),
            [Cluster.LogTimeKey] = Cluster.LogTime,
        };
        Process = new Member(name, () => ProjectProcess.Start(project, Settings), IsReadyAsync, paths.Logs);
    }

    public Member Process { get; }

    public Link Postgres { get; }

    public Link Redis { get; }

    public Link Workers { get; }

    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Its own, that no fault of the network touches.</summary>
    public Uri Url => new($"http://127.0.0.1:{_port}");

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Workers.DisposeAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    private async Task<bool> IsReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Url };
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
}
