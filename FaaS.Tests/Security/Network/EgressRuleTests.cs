using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Messages;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Worker;

namespace FaaS.Tests.Security.Network;

/// <summary>Workers of their own: with other settings, and with rules that somebody else destroys.</summary>
[Collection(NetworkCollection.Name)]
public sealed class EgressRuleTests(EgressFixture fixture)
{
    private readonly OutsideWorld _world = fixture.World;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_allowed_is_reached_and_nothing_else()
    {
        var host = _world.HostServer;
        await using var worker = fixture.WorkerOn(
            'a',
            new("Worker:Sandbox:Egress:Allow:0", "10.203.0.0/30"),
            new("Worker:Sandbox:Egress:Allow:1", _world.HostAddress),
            new("Worker:Sandbox:Egress:Allow:2", "192.168.0.0/16"));
        await worker.InitializeAsync();
        string[] open =
        [
            .. Attempts.Tcp(_world.Server.Port, OutsideWorld.Private, "192.168.255.254"),
            .. Attempts.Tcp(host.Port, _world.HostAddress),
        ];
        string[] closed =
        [
            .. Attempts.Tcp(_world.Server.Port, OutsideWorld.Resolver, OutsideWorld.Metadata, "100.64.0.1"),
            .. Attempts.Tcp(host.Port, "gateway"),
        ];

        var seen = await Attempts.MakeAsync(
            worker.Dispatcher, Attempts.Function(worker.Dispatcher, NetworkAccess.Egress), [.. open, .. closed]);

        Assert.All(open, target => Assert.StartsWith(Attempts.Greeting, seen[target], StringComparison.Ordinal));
        Assert.All(closed, target => Assert.Contains(seen[target], Attempts.Failures));
    }

    [Fact]
    public async Task Only_the_rules_stand_between_a_sandbox_and_the_hosts_of_these_tests()
    {
        await using var worker = fixture.WorkerOn('u', new KeyValuePair<string, string?>(
            "Worker:Sandbox:Egress:Unfiltered", "true"));
        await worker.InitializeAsync();
        string[] targets =
        [
            .. Attempts.Tcp(_world.Server.Port, OutsideWorld.ClosedAddresses),
            .. Attempts.Udp(_world.Server.Port, OutsideWorld.ClosedAddresses),
            .. Attempts.Tcp(_world.HostServer.Port, ["gateway", _world.HostAddress]),
        ];

        var seen = await Attempts.MakeAsync(
            worker.Dispatcher, Attempts.Function(worker.Dispatcher, NetworkAccess.Egress), targets);

        Assert.All(targets, target => Assert.StartsWith(Attempts.Greeting, seen[target], StringComparison.Ordinal));
        Assert.Empty(await FirewallRules.OfAsync(_world.NetworkOf('u'), Cancelled));
    }

    [Fact]
    public async Task Rules_that_somebody_flushes_are_put_back()
    {
        var (dispatcher, network) = (fixture.Dispatcher, fixture.Network);
        var function = Attempts.Function(dispatcher, NetworkAccess.Egress);
        var target = Attempts.Tcp(_world.Server.Port, OutsideWorld.Metadata).Single();
        (await dispatcher.InvokeAsync(function, "[]"u8.ToArray(), "application/json")).Succeeded();
        var rules = await FirewallRules.OfAsync(network, Cancelled);
        Assert.NotEmpty(rules);
        var before = _world.Server.Visits;

        await FirewallRules.FlushAsync(network, Cancelled);
        await RulesAreAsync(network, rules);
        await FirewallRules.UnhookAsync(network, Cancelled);
        await RulesAreAsync(network, rules);

        var seen = await Attempts.MakeAsync(dispatcher, function, target);
        Assert.Equal("ECONNREFUSED", seen[target]);
        Assert.Equal(before, _world.Server.Visits);
    }

    [Fact]
    public async Task The_last_worker_that_stops_removes_the_network_and_its_rules()
    {
        const char Letter = 'r';
        var network = _world.NetworkOf(Letter);
        await using var first = fixture.WorkerOn(Letter);
        await using var second = fixture.WorkerOn(Letter);
        await first.InitializeAsync();
        await second.InitializeAsync();
        foreach (var worker in (WorkerFixture[])[first, second])
        {
            var seen = await Attempts.MakeAsync(
                worker.Dispatcher,
                Attempts.Function(worker.Dispatcher, NetworkAccess.Egress),
                Attempts.Tcp(_world.Server.Port, OutsideWorld.Public));
            Assert.StartsWith(Attempts.Greeting, seen.Single().Value, StringComparison.Ordinal);
        }

        await first.StopWorkerAsync();
        Assert.NotEmpty(await FirewallRules.OfAsync(network, Cancelled));
        Assert.NotNull(await second.Docker.FindNetworkAsync(network, Cancelled));

        await second.StopWorkerAsync();
        Assert.Empty(await FirewallRules.OfAsync(network, Cancelled));
        Assert.Null(await fixture.Worker.Docker.FindNetworkAsync(network, Cancelled));
    }

    [Fact]
    public async Task Workers_that_differ_in_what_they_allow_do_not_share_a_network()
    {
        await using var other = fixture.WorkerOn(
            'f', new KeyValuePair<string, string?>("Worker:Sandbox:Egress:Allow:0", "0.0.0.0/0"));
        await other.InitializeAsync();
        var used = Attempts.Function(fixture.Dispatcher, NetworkAccess.Egress);
        (await fixture.Dispatcher.InvokeAsync(used, "[]"u8.ToArray(), "application/json")).Succeeded();

        var refused = await other.Dispatcher.InvokeAsync(
            Attempts.Function(other.Dispatcher, NetworkAccess.Egress), "[]"u8.ToArray());

        Assert.Equal("EgressRefused", refused.FailedWith(FailureKind.PlatformError).Error!.Type);
        Assert.Contains("other settings", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_rules_cannot_be_put_back_the_sandboxes_end_and_there_are_no_new_ones()
    {
        await using var worker = fixture.WorkerOn('c');
        await worker.InitializeAsync();
        var dispatcher = worker.Dispatcher;
        var sleeper = TestFunction.Python(
            dispatcher, "import time\ndef handler(event, context):\n    print('here')\n    time.sleep(1000)\n") with
        {
            Network = NetworkAccess.Egress,
        };
        var pending = await dispatcher.StartInvokeAsync(sleeper, []);
        await pending.Logged.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        // A firewall cannot be made to fail for one worker only; a bridge that is gone is as little of one.
        await Commands.RunAsync(Cancelled, "ip", "link", "del", _world.NetworkOf('c'));

        var answer = await pending.Answer.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        answer.FailedWith(FailureKind.PlatformError);
        Assert.Contains("not filtered", answer.Error!.Message, StringComparison.Ordinal);
        var status = await dispatcher.StatusAsync(status => status.Detail is not null);
        Assert.Equal((WorkerState.Ready, false), (status.State, status.Egress));
        Assert.Contains("egress are refused", status.Detail, StringComparison.Ordinal);
        var refused = await dispatcher.InvokeAsync(Attempts.Function(dispatcher, NetworkAccess.Egress), []);
        Assert.Equal("EgressRefused", refused.FailedWith(FailureKind.PlatformError).Error!.Type);
    }

    private static Task RulesAreAsync(string network, IReadOnlyList<string> rules) => Eventually.TrueAsync(
        async () => rules.Order().SequenceEqual((await FirewallRules.OfAsync(network, Cancelled)).Order()),
        $"the rules of {network} to be back");
}
