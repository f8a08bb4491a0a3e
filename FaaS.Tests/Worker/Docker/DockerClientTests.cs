extern alias worker;

using System.Net.Sockets;
using FaaS.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using worker::FaaS.Worker.Docker;

namespace FaaS.Tests.Worker.Docker;

public sealed class DockerClientTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_there_is_told_apart_from_what_went_wrong()
    {
        using var docker = new DockerClient(Options.Create(new DockerOptions()));

        var missing = await Assert.ThrowsAsync<DockerException>(() => docker.InspectAsync("no-such", Cancelled));

        Assert.Equal(DockerFault.NotFound, missing.Fault);
        Assert.False(await docker.HasImageAsync("faas/no-such:0", Cancelled));
        await docker.RemoveAsync("no-such", Cancelled);
    }

    [Fact]
    public async Task A_daemon_that_is_not_there_is_unreachable()
    {
        using var docker = new DockerClient(Options.Create(new DockerOptions { Endpoint = "unix:///nowhere.sock" }));

        var away = await Assert.ThrowsAsync<DockerException>(() => docker.PingAsync(Cancelled));

        Assert.Equal(DockerFault.Unreachable, away.Fault);
    }

    [Fact]
    public async Task A_start_that_failed_is_forgotten_after_a_while_so_that_another_is_tried()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        var options = Options.Create(new DockerOptions());
        using var docker = new DockerClient(options);
        using var monitor = new DockerMonitor(docker, options, clock, NullLogger<DockerMonitor>.Instance);
        await monitor.StartAsync(Cancelled);
        await Eventually.TrueAsync(() => monitor.Fault is null, "the daemon to answer");

        monitor.StartFailed(new DockerException(DockerFault.Timeout, "No agent called."));
        Assert.Equal("No agent called.", monitor.Fault);

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(monitor.Fault);
        await monitor.StopAsync(Cancelled);
    }

    [Fact]
    public async Task A_daemon_that_hangs_is_noticed_and_so_is_its_return()
    {
        var path = Path.Combine(Path.GetTempPath(), $"faas-docker-{Guid.CreateVersion7():n}.sock");
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Bind(new UnixDomainSocketEndPoint(path));
        silent.Listen(8);
        var options = Options.Create(new DockerOptions
        {
            Endpoint = $"unix://{path}",
            RequestTimeout = TimeSpan.FromSeconds(1),
            ProbeTimeout = TimeSpan.FromMilliseconds(200),
            ProbeInterval = TimeSpan.FromMilliseconds(100),
        });
        using var docker = new DockerClient(options);
        using var monitor = new DockerMonitor(docker, options, TimeProvider.System, NullLogger<DockerMonitor>.Instance);

        var hanging = await Assert.ThrowsAsync<DockerException>(() => docker.PingAsync(Cancelled));
        Assert.Equal(DockerFault.Timeout, hanging.Fault);

        await monitor.StartAsync(Cancelled);
        await Eventually.TrueAsync(
            () => monitor.Fault?.Contains("does not answer", StringComparison.Ordinal) is true,
            "the hang to be noticed");

        silent.Dispose();
        File.Delete(path);
        File.CreateSymbolicLink(path, new DockerOptions().SocketPath);
        await Eventually.TrueAsync(() => monitor.Fault is null, "the daemon's return to be noticed");
        await monitor.StopAsync(Cancelled);
        File.Delete(path);
    }
}
