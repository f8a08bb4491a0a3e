using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace FaaS.Tests.Security.Network;

internal static class HostAddresses
{
    /// <summary>Every IPv4 address of this machine but its loopback.</summary>
    public static IReadOnlyList<string> All =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(link => link.NetworkInterfaceType is not NetworkInterfaceType.Loopback)
            .SelectMany(link => link.GetIPProperties().UnicastAddresses)
            .Where(address => address.Address.AddressFamily is AddressFamily.InterNetwork)
            .Select(address => $"{address.Address}"),
    ];
}
