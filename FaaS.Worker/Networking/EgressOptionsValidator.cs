using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Networking;

internal sealed class EgressOptionsValidator : IValidateOptions<EgressOptions>
{
    public ValidateOptionsResult Validate(string? name, EgressOptions options)
    {
        string[] faults =
        [
            .. options.Subnet is { Length: > 0 } subnet && !AddressRange.TryParse(subnet, out _)
                ? [$"{EgressOptions.Section}:Subnet is not an IPv4 range like 172.30.0.0/20: {subnet}"]
                : Array.Empty<string>(),
            .. options.Allow.Where(range => !AddressRange.TryParse(range, out _)).Select(range =>
                $"{EgressOptions.Section}:Allow is not an IPv4 address or range like 10.1.2.0/24: {range}"),
            .. options.Dns.Where(address => !IsIPv4(address)).Select(address =>
                $"{EgressOptions.Section}:Dns is not an IPv4 address: {address}"),
        ];
        return faults is [] ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsIPv4(string text)
        => IPAddress.TryParse(text, out var address) && address.AddressFamily is AddressFamily.InterNetwork;
}
