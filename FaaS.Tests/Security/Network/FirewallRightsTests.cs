using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Messages;
using FaaS.Tests.EndToEnd;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Worker;

namespace FaaS.Tests.Security.Network;

/// <summary>A worker as a process that has Docker's socket and no right to the firewall, like one in a pod.</summary>
[Collection(NetworkCollection.Name)]
public sealed class FirewallRightsTests(EgressFixture fixture)
{
    private const char Letter = 's';

    [Fact]
    public async Task Without_rights_to_the_firewall_egress_is_refused_and_everything_else_runs()
    {
        await using var dispatcher = await FakeDispatcher.StartAsync();
        await using var worker = StartWithoutRights(dispatcher);

        var status = await dispatcher.StatusAsync(
            status => status is { State: WorkerState.Ready, Detail: not null });
        var refused = await dispatcher.InvokeAsync(Attempts.Function(dispatcher, NetworkAccess.Egress), []);
        var run = await dispatcher.InvokeAsync(
            TestFunction.Python(dispatcher, "def handler(event, context):\n    return 1\n"));

        Assert.Equal((WorkerState.Ready, false), (status.State, status.Egress));
        Assert.Contains("iptables", status.Detail, StringComparison.Ordinal);
        Assert.Equal("EgressRefused", refused.FailedWith(FailureKind.PlatformError).Error!.Type);
        Assert.Contains("iptables", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("1", run.Succeeded().Text);
        Assert.Null(await fixture.Worker.Docker.FindNetworkAsync(
            fixture.World.NetworkOf(Letter), TestContext.Current.CancellationToken));
    }

    private GuardedProcess StartWithoutRights(FakeDispatcher dispatcher)
    {
        var directory = GuardedProcess.NewDirectory("worker");
        var path = ProjectProcess.PathOf("FaaS.Worker");
        return GuardedProcess.Start(
            directory,
            "TERM",
            "setpriv",
            "--bounding-set=-net_admin",
            "--inh-caps=-net_admin",
            "env",
            $"DOTNET_CONTENTROOT={Path.GetDirectoryName(path)}",
            $"Worker__ApiUrl={dispatcher.Url}",
            $"Worker__JoinToken={FakeDispatcher.JoinToken}",
            $"Worker__Directory={Path.Combine(directory, "worker")}",
            $"Worker__Sandbox__Egress__Network={fixture.World.NetworkOf(Letter)}",
            "Worker__Sandbox__MinGeneric=0",
            path);
    }
}
