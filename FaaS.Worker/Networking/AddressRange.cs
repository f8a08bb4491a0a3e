using System.Net;
using System.Net.Sockets;

namespace FaaS.Worker.Networking;

/// <summary>Reads IPv4 ranges; a single address is a range of one.</summary>
internal static class AddressRange
{
    public const int SingleAddress = 32;

    public static IPNetwork Parse(string text)
        => TryParse(text, out var range) ? range : throw new FormatException($"{text} is not an IPv4 range.");

    public static bool TryParse(string text, out IPNetwork range)
    {
        var withLength = text.Contains('/', StringComparison.Ordinal) ? text : $"{text}/{SingleAddress}";
        return IPNetwork.TryParse(withLength, out range)
            && range.BaseAddress.AddressFamily is AddressFamily.InterNetwork;
    }
}
