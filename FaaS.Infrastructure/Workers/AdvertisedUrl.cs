using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using FaaS.Infrastructure.Dispatch;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Workers;

/// <summary>Where workers reach this process: as configured, or where the server has been bound to.</summary>
internal sealed class AdvertisedUrl(IServer server, IOptions<DispatchOptions> options)
{
    private readonly Lazy<string> _value = new(() => options.Value.AdvertisedUrl is { Length: > 0 } configured
        ? configured
        : FromBoundAddress(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []));

    /// <summary>Known once the server has started.</summary>
    public string Value => _value.Value;

    internal static string FromBoundAddress(ICollection<string> addresses)
    {
        var bound = addresses.FirstOrDefault(address => address.StartsWith("http:", StringComparison.Ordinal))
            ?? addresses.FirstOrDefault()
            ?? "http://localhost";

        // Kestrel's wildcards (*, +) are not hosts that Uri can parse.
        var uri = new UriBuilder(bound.Replace("//*", "//0.0.0.0", StringComparison.Ordinal)
            .Replace("//+", "//0.0.0.0", StringComparison.Ordinal));
        if (IPAddress.TryParse(uri.Host, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
        {
            uri.Host = MachineAddress().ToString();
        }

        return uri.Uri.GetLeftPart(UriPartial.Authority);
    }

    private static IPAddress MachineAddress()
        => NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up
                && network.NetworkInterfaceType != NetworkInterfaceType.Loopback
                && network.GetIPProperties().GatewayAddresses.Count > 0)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
}
