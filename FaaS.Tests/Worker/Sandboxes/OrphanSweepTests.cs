extern alias worker;

using System.Text.Json.Nodes;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Worker.Docker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using worker::FaaS.Worker;
using worker::FaaS.Worker.Docker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

public sealed class OrphanSweepTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("faas-sweep-").FullName;
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_dead_worker_left_is_removed_unless_a_living_one_may_still_need_it()
    {
        await using var daemon = await FakeDaemon.StartAsync();
        daemon.LetRemove();
        daemon.Containers.Add(Container("created", "created"));
        daemon.Containers.Add(Container("running", "running"));
        daemon.Containers.Add(Container("ended", "exited"));
        using var docker = new DockerClient(Options.Create(new DockerOptions { Endpoint = daemon.Endpoint }));
        using var remover = TestRemover.Create(docker, _clock);
        using var directory = new WorkerDirectory(Options.Create(new WorkerOptions { Directory = _root }));
        using var sweep = new OrphanSweep(
            docker,
            TestRemover.MonitorOf(docker, _clock),
            remover,
            new StrandedShims(),
            directory,
            _clock,
            NullLogger<OrphanSweep>.Instance);

        await sweep.StartAsync(Cancelled);
        await sweep.Completed.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        _clock.Advance(TimeSpan.FromMinutes(4));
        await Eventually.TrueAsync(() => Asked(daemon, "GET /containers/json") >= 2, "a second sweep");
        Assert.Equal(0, Asked(daemon, "DELETE"));

        _clock.Advance(TimeSpan.FromMinutes(2));
        await daemon.AskedAsync("DELETE /containers/created");
        await daemon.AskedAsync("DELETE /containers/ended");
        await sweep.StopAsync(Cancelled);

        // The HTTP client may send a request again.
        Assert.Equal(
            ["DELETE /containers/created", "DELETE /containers/ended"],
            daemon.Requests.Where(request => request.StartsWith("DELETE", StringComparison.Ordinal))
                .Distinct()
                .Order());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static int Asked(FakeDaemon daemon, string start)
        => daemon.Requests.Count(request => request.StartsWith(start, StringComparison.Ordinal));

    private static JsonObject Container(string id, string state) => new()
    {
        ["Id"] = id,
        ["State"] = state,
        ["Labels"] = new JsonObject
        {
            [SandboxContainer.WorkerLabel] = "another",
            [SandboxContainer.SandboxLabel] = id,
        },
    };
}
