using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Networking;

/// <summary>Who answers the questions of sandboxes for names.</summary>
internal sealed class EgressResolvers(IOptions<EgressOptions> options)
{
    // The C library asks no more.
    private const int MaxResolvers = 3;

    // Behind systemd's own resolver, which listens on the loopback interface, stand those of the second file.
    private static readonly string[] Files = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];

    /// <summary>Read anew each time, because the machine may have moved to another network.</summary>
    public IReadOnlyList<IPAddress> Current => options.Value.Dns.Count > 0
        ? [.. options.Value.Dns.Select(IPAddress.Parse)]
        : Files.Select(Read).FirstOrDefault(resolvers => resolvers is not [], []);

    public static IPAddress[] Parse(IEnumerable<string> lines) =>
    [
        .. lines.Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..])
            .Select(words => IPAddress.TryParse(words[1], out var address) ? address : null)
            .OfType<IPAddress>()
            .Where(address => address.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
            .Distinct()
            .Take(MaxResolvers),
    ];

    private static IPAddress[] Read(string path)
    {
        try
        {
            return Parse(File.ReadLines(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
