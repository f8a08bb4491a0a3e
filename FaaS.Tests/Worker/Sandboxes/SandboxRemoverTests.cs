extern alias worker;

using FaaS.Tests.Infrastructure;
using FaaS.Tests.Worker.Docker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using worker::FaaS.Worker.Docker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

public sealed class SandboxRemoverTests
{
    private const string RemoveStuck = "DELETE /containers/stuck";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_container_that_cannot_be_removed_holds_up_no_other_and_is_told_of_once()
    {
        await using var daemon = await FakeDaemon.StartAsync();
        daemon.Stuck = "/stuck";
        daemon.LetRemove();
        using var docker = new DockerClient(Options.Create(new DockerOptions { Endpoint = daemon.Endpoint }));
        using var record = new WorkerRecord();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(record));
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        using var remover = TestRemover.Create(
            docker,
            clock,
            new SandboxOptions { ParallelRemovals = 1 },
            factory.CreateLogger<SandboxRemover>());
        await using var stuck = await TestSandbox.OpenAsync("stuck", remover, clock);
        await using var free = await TestSandbox.OpenAsync("free", remover, clock);
        await remover.StartAsync(Cancelled);

        stuck.Sandbox.Kill();
        await daemon.AskedAsync(RemoveStuck);
        free.Sandbox.Kill();

        // No time has passed.
        await daemon.AskedAsync("DELETE /containers/free");
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return daemon.Requests.Count(request => request == RemoveStuck) >= 3;
            },
            "two more tries");
        Assert.Single(record.Events, told => told.Name == "RemovalFailed");
        await remover.StopAsync(new CancellationToken(canceled: true));
    }
}
