using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Deliveries;

/// <summary>
/// Which addresses webhooks may be sent to: those of the public internet, and what the operator allows. Users choose
/// the URLs, and the platform stands inside a network where much trusts whoever can reach it.
/// </summary>
internal sealed class CallbackAddresses(IOptions<CallbackOptions> options)
{
    // RFC 6890 and its successors: everything that is not globally reachable, or reaches what a prefix hides.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7",
            "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    private readonly IPNetwork[] _allowed = [.. options.Value.AllowedNetworks.Select(IPNetwork.Parse)];

    public bool Allows(IPAddress address)
    {
        var real = Unwrap(address);
        return _allowed.Any(network => network.Contains(real)) || !NotPublic.Any(network => network.Contains(real));
    }

    /// <summary>What is wrong with it before anybody looks up its name. Null: nothing.</summary>
    public string? Refuse(Uri url) => url switch
    {
        { IsAbsoluteUri: false } => "Must be an absolute URL.",
        _ when url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp => "Must begin with https or http.",
        { UserInfo.Length: > 0 } => "Must not contain a user or password.",
        { Fragment.Length: > 0 } => "Must not have a fragment.",
        { IsLoopback: true } when !Allows(IPAddress.Loopback) => "Must not lead to the machine itself.",
        _ when IPAddress.TryParse(url.DnsSafeHost, out var address) && !Allows(address) =>
            $"Must not lead to {address}, which is not a public address.",
        _ => null,
    };

    // The IPv4 address that a translator would send it to.
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return Nat64.Contains(address) ? new(bytes.AsSpan(12))
            : SixToFour.Contains(address) ? new(bytes.AsSpan(2, 4))
            : address;
    }
}
