using System.Net;

namespace FaaS.Worker.Networking;

/// <summary>What has to be in the firewall of one address family for one egress network.</summary>
internal sealed record FirewallPlan(IReadOnlyList<FirewallChain> Chains, IReadOnlyList<FirewallHook> Hooks)
{
    // Everything that is not an address of somebody on the internet, except the ranges for documentation. RFC 6890.
    private static readonly string[] Closed =
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
    ];

    /// <summary>Its chains have names that begin with the bridge's.</summary>
    public static FirewallPlan ForIPv4(
        string bridge, IPNetwork subnet, IReadOnlyList<IPNetwork> allowed, IReadOnlyList<IPAddress> resolvers)
    {
        var (outward, inward, host, refused) = (bridge, $"{bridge}-in", $"{bridge}-host", $"{bridge}-no");
        string[] resolverRules =
        [
            .. resolvers.SelectMany(address => (string[])
            [
                $"-d {address}/32 -p udp -m udp --dport 53 -j RETURN",
                $"-d {address}/32 -p tcp -m tcp --dport 53 -j RETURN",
            ]),
        ];
        return new FirewallPlan(
            [
                new(
                    refused,
                    ["-p tcp -j REJECT --reject-with tcp-reset", "-j REJECT --reject-with icmp-admin-prohibited"]),
                new(
                    outward,
                    [
                        $"-o {bridge} -j DROP",
                        $"! -s {subnet} -j DROP",
                        .. resolverRules,
                        .. allowed.Select(range => $"-d {range} -j RETURN"),
                        .. Closed.Select(range => $"-d {range} -g {refused}"),
                    ]),
                new(inward, ["-m conntrack ! --ctstate RELATED,ESTABLISHED -j DROP"]),
                new(
                    host,
                    [
                        $"! -s {subnet} -j DROP",
                        .. resolverRules,
                        .. allowed.Where(range => range.PrefixLength == AddressRange.SingleAddress)
                            .Select(range => $"-d {range} -j RETURN"),
                        $"-g {refused}",
                    ]),
            ],
            [
                new(IsForwarded: true, $"-i {bridge}", outward),
                new(IsForwarded: true, $"-o {bridge}", inward),
                new(IsForwarded: false, $"-i {bridge}", host),
            ]);
    }

    /// <summary>The network has no IPv6, and nothing gets around that.</summary>
    public static FirewallPlan ForIPv6(string bridge) => new(
        [new(bridge, ["-j DROP"])],
        [
            new(IsForwarded: true, $"-i {bridge}", bridge),
            new(IsForwarded: true, $"-o {bridge}", bridge),
            new(IsForwarded: false, $"-i {bridge}", bridge),
        ]);
}
