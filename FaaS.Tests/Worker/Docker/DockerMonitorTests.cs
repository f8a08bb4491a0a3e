extern alias worker;

using System.Net.Sockets;
using FaaS.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using worker::FaaS.Worker.Docker;

namespace FaaS.Tests.Worker.Docker;

public sealed class DockerMonitorTests : IDisposable
{
    private readonly WorkerRecord _record = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Starts_that_fail_are_a_fault_until_one_succeeds_and_only_a_trial_can_tell()
    {
        var options = new DockerOptions();
        using var docker = new DockerClient(Options.Create(options));
        using var monitor = Create(docker, options, TimeProvider.System);
        var refused = 0;
        monitor.OnLost(() => refused++);
        await monitor.StartAsync(Cancelled);
        await Eventually.TrueAsync(() => monitor.Fault is null, "the daemon to answer");
        Assert.False(monitor.NeedsTrial);
        Assert.False(monitor.IsOrWasLost, "A daemon that is found for the first time was not lost.");

        monitor.StartFailed(new DockerException(DockerFault.Timeout, "No answer."));

        Assert.Equal("The Docker daemon starts no container: No answer.", monitor.Fault);
        Assert.True(monitor.NeedsTrial);
        Assert.Equal(1, refused);
        Assert.Equal("DaemonLost", _record.Events.Last().Name);

        monitor.StartSucceeded();

        Assert.Null(monitor.Fault);
        Assert.False(monitor.NeedsTrial);
        Assert.Equal("DaemonStarts", _record.Events.Last().Name);
        await monitor.StopAsync(Cancelled);
    }

    [Fact]
    public async Task A_start_that_takes_too_long_is_a_fault_before_it_fails_and_none_when_it_is_done()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        var options = new DockerOptions();
        using var docker = new DockerClient(Options.Create(options));
        using var monitor = Create(docker, options, clock);
        await monitor.StartAsync(Cancelled);
        await Eventually.TrueAsync(() => monitor.Fault is null, "the daemon to answer");

        using (monitor.Watch())
        {
            clock.Advance(options.StartPatience);
            Assert.Null(monitor.Fault);
            clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Contains("does not start", monitor.Fault);
            Assert.False(monitor.NeedsTrial);
        }

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
        var options = new DockerOptions
        {
            Endpoint = $"unix://{path}",
            RequestTimeout = TimeSpan.FromSeconds(1),
            ProbeTimeout = TimeSpan.FromMilliseconds(200),
            ProbeInterval = TimeSpan.FromMilliseconds(100),
        };
        using var docker = new DockerClient(Options.Create(options));
        using var monitor = Create(docker, options, TimeProvider.System);

        var hanging = await Assert.ThrowsAsync<DockerException>(() => docker.PingAsync(Cancelled));
        Assert.Equal(DockerFault.Timeout, hanging.Fault);

        await monitor.StartAsync(Cancelled);
        await Eventually.TrueAsync(
            () => monitor.Fault?.Contains("does not answer", StringComparison.Ordinal) is true,
            "the hang to be noticed");
        Assert.True(monitor.IsOrWasLost);

        silent.Dispose();
        File.Delete(path);
        File.CreateSymbolicLink(path, new DockerOptions().SocketPath);
        await Eventually.TrueAsync(() => monitor.Fault is null, "the daemon's return to be noticed");
        Assert.True(monitor.IsOrWasLost);
        await monitor.StopAsync(Cancelled);
        File.Delete(path);
    }

    public void Dispose() => _record.Dispose();

    private DockerMonitor Create(DockerClient docker, DockerOptions options, TimeProvider timeProvider)
    {
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(_record));
        return new DockerMonitor(
            docker, TestMetrics.Create(), Options.Create(options), timeProvider, factory.CreateLogger<DockerMonitor>());
    }
}
