using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Security.Network;

/// <summary>What a worker has written into the firewall for one network, seen and harmed from outside.</summary>
internal static class FirewallRules
{
    private static readonly string[] Hooks =
        ["DOCKER-USER -i {0} -j {0}", "DOCKER-USER -o {0} -j {0}-in", "INPUT -i {0} -j {0}-host"];

    // Where there is no chain of Docker's.
    private static readonly string[] OtherHooks = ["FORWARD -i {0} -j {0}", "FORWARD -o {0} -j {0}-in"];

    public static async Task<IReadOnlyList<string>> OfAsync(string network, CancellationToken cancellationToken)
        => [.. (await RunAsync(cancellationToken, "-S")).Split('\n').Where(rule =>
            rule.StartsWith($"-N {network}", StringComparison.Ordinal)
            || rule.StartsWith($"-A {network}", StringComparison.Ordinal)
            || rule.Contains($" -j {network}", StringComparison.Ordinal))];

    public static Task FlushAsync(string chain, CancellationToken cancellationToken)
        => RunAsync(cancellationToken, "-F", chain);

    public static async Task UnhookAsync(string network, CancellationToken cancellationToken)
    {
        foreach (var hook in Hooks)
        {
            await RunAsync(cancellationToken, ["-D", .. Named(hook, network).Split(' ')]);
        }
    }

    /// <summary>Shell commands that fail where there is nothing to do.</summary>
    public static IEnumerable<string> CleanUp(string network) =>
    [
        .. Hooks.Concat(OtherHooks).Select(hook => $"iptables -w 5 -D {Named(hook, network)}"),
        .. ((string[])["", "-in", "-host", "-no"]).Select(suffix => $"iptables -w 5 -F {network}{suffix}"),
        .. ((string[])["", "-in", "-host", "-no"]).Select(suffix => $"iptables -w 5 -X {network}{suffix}"),
        .. ((string[])["FORWARD -i", "FORWARD -o", "INPUT -i"]).Select(
            hook => $"ip6tables -w 5 -D {hook} {network} -j {network}"),
        $"ip6tables -w 5 -F {network}",
        $"ip6tables -w 5 -X {network}",
    ];

    private static string Named(string hook, string network)
        => hook.Replace("{0}", network, StringComparison.Ordinal);

    private static Task<string> RunAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments)
        => Commands.RunAsync(cancellationToken, ["iptables", "-w", "5", .. arguments]);
}
