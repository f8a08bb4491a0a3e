extern alias worker;

using System.Net;
using System.Security.Cryptography;
using FaaS.Tests.Infrastructure.Stores;
using worker::FaaS.Worker.Networking;

namespace FaaS.Tests.Security.Network;

/// <summary>On this machine's own firewall, for a bridge that does not exist.</summary>
public sealed class FirewallTests : IAsyncLifetime
{
    private static readonly IPNetwork Subnet = IPNetwork.Parse("10.209.0.0/24");

    private readonly string _bridge = $"faas-w{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
    private readonly Firewall _firewall = new(new FirewallProgram("iptables"));
    private CleanupGuard _guard = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.True(Environment.IsPrivilegedProcess, "The tests of the firewall write to it: run them as root.");
        _guard = CleanupGuard.Start(
            string.Join('\n', [$"iptables -w 5 -D {InTheWay}", .. FirewallRules.CleanUp(_bridge)]));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _guard.DisposeAsync();

    [Fact]
    public async Task What_is_in_force_is_left_alone_also_by_another_worker()
    {
        var plan = Plan("192.0.2.1");

        Assert.True(await _firewall.EnforceAsync(plan, Cancelled));
        var rules = await FirewallRules.OfAsync(_bridge, Cancelled);
        Assert.False(await _firewall.EnforceAsync(plan, Cancelled));
        await new Firewall(new FirewallProgram("iptables")).EnforceAsync(plan, Cancelled);

        Assert.Equal(rules, await FirewallRules.OfAsync(_bridge, Cancelled));
        Assert.False(await _firewall.EnforceAsync(plan, Cancelled));
    }

    [Fact]
    public async Task A_plan_that_has_changed_replaces_the_rules()
    {
        await _firewall.EnforceAsync(Plan("192.0.2.1"), Cancelled);

        Assert.True(await _firewall.EnforceAsync(Plan("192.0.2.2"), Cancelled));

        var rules = string.Join('\n', await FirewallRules.OfAsync(_bridge, Cancelled));
        Assert.Contains("-d 192.0.2.2/32", rules, StringComparison.Ordinal);
        Assert.DoesNotContain("-d 192.0.2.1/32", rules, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_others_comes_before_it()
    {
        var plan = Plan("192.0.2.1");
        await _firewall.EnforceAsync(plan, Cancelled);
        var rules = await FirewallRules.OfAsync(_bridge, Cancelled);
        await IptablesAsync(["-I", .. InTheWay.Split(' ')]);

        Assert.True(await _firewall.EnforceAsync(plan, Cancelled));

        Assert.False(await _firewall.EnforceAsync(plan, Cancelled));
        Assert.Equal(rules.Order(), (await FirewallRules.OfAsync(_bridge, Cancelled)).Order());
        var input = (await IptablesAsync("-S", "INPUT")).Split('\n').ToList();
        Assert.InRange(
            input.IndexOf($"-A INPUT -i {_bridge} -j {_bridge}-host"), 0, input.IndexOf($"-A {InTheWay}") - 1);
    }

    [Fact]
    public async Task Removed_it_leaves_nothing()
    {
        var plan = Plan("192.0.2.1");
        await _firewall.EnforceAsync(plan, Cancelled);

        await _firewall.RemoveAsync(plan, Cancelled);
        await _firewall.RemoveAsync(plan, Cancelled);

        Assert.DoesNotContain(_bridge, await IptablesAsync("-S"), StringComparison.Ordinal);
    }

    private string InTheWay => $"INPUT -i {_bridge} -j ACCEPT";

    private FirewallPlan Plan(string allowed)
        => FirewallPlan.ForIPv4(_bridge, Subnet, [IPNetwork.Parse($"{allowed}/32")], []);

    private static Task<string> IptablesAsync(params IEnumerable<string> arguments)
        => Commands.RunAsync(Cancelled, ["iptables", "-w", "5", .. arguments]);
}
