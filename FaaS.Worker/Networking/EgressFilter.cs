using System.Net;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Networking;

/// <summary>Keeps what comes out of the egress network from the machine, its neighbours and private networks.</summary>
internal sealed class EgressFilter(IOptions<EgressOptions> options)
{
    private const string BridgedPacketsAreFiltered = "/proc/sys/net/bridge/bridge-nf-call-iptables";
    private const string Interfaces = "/proc/self/net/dev";
    private const string IPv6Addresses = "/proc/self/net/if_inet6";

    private readonly string _bridge = options.Value.Network;
    private readonly IPNetwork[] _allowed = [.. options.Value.Allow.Select(AddressRange.Parse)];
    private readonly Firewall _ipv4 = new(new FirewallProgram("iptables"));
    private readonly Firewall _ipv6 = new(new FirewallProgram("ip6tables"));

    private static bool HasIPv6 => File.Exists(IPv6Addresses);

    // Rules in the wrong network namespace, as that of a pod, would stand there and do nothing.
    public bool HasBridge => File.ReadLines(Interfaces)
        .Any(line => line.TrimStart().StartsWith($"{_bridge}:", StringComparison.Ordinal));

    /// <summary>Changes nothing.</summary>
    /// <exception cref="FirewallException">There is no firewall here that this process may write to.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await _ipv4.ProbeAsync(cancellationToken);
        if (HasIPv6)
        {
            await _ipv6.ProbeAsync(cancellationToken);
        }
    }

    /// <summary>False when everything was in place already.</summary>
    /// <exception cref="FirewallException">The network is not filtered.</exception>
    public async Task<bool> EnforceAsync(
        IPNetwork subnet, IReadOnlyList<IPAddress> resolvers, CancellationToken cancellationToken)
    {
        RequireKernel();
        var isNew = await _ipv4.EnforceAsync(
            FirewallPlan.ForIPv4(_bridge, subnet, _allowed, resolvers), cancellationToken);
        return (HasIPv6 && await _ipv6.EnforceAsync(FirewallPlan.ForIPv6(_bridge), cancellationToken)) || isNew;
    }

    /// <exception cref="FirewallException">Something may be left.</exception>
    public async Task RemoveAsync(IPNetwork subnet, CancellationToken cancellationToken)
    {
        await _ipv4.RemoveAsync(FirewallPlan.ForIPv4(_bridge, subnet, [], []), cancellationToken);
        if (HasIPv6)
        {
            await _ipv6.RemoveAsync(FirewallPlan.ForIPv6(_bridge), cancellationToken);
        }
    }

    private void RequireKernel()
    {
        if (!HasBridge)
        {
            throw new FirewallException(
                $"The bridge {_bridge} is not in this process' network: a worker in a container needs the host's.");
        }

        if (!File.Exists(BridgedPacketsAreFiltered) || File.ReadAllText(BridgedPacketsAreFiltered).Trim() != "1")
        {
            throw new FirewallException(
                $"The kernel does not filter between the sandboxes: load br_netfilter, {BridgedPacketsAreFiltered}=1.");
        }
    }
}
