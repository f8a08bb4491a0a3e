extern alias worker;

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
        Assert.Null(await docker.FindImageAsync("faas/no-such:0", Cancelled));
        Assert.True(await docker.TryRemoveAsync("no-such", Cancelled));
    }

    [Fact]
    public async Task A_daemon_that_is_not_there_is_unreachable()
    {
        using var docker = new DockerClient(Options.Create(new DockerOptions { Endpoint = "unix:///nowhere.sock" }));

        var away = await Assert.ThrowsAsync<DockerException>(() => docker.PingAsync(Cancelled));

        Assert.Equal(DockerFault.Unreachable, away.Fault);
    }
}
