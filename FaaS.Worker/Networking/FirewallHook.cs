namespace FaaS.Worker.Networking;

/// <summary>Leads what matches into a chain of ours.</summary>
/// <param name="IsForwarded">What passes through the machine; otherwise what is meant for it.</param>
/// <param name="Match">In the words of iptables, as it prints them.</param>
internal sealed record FirewallHook(bool IsForwarded, string Match, string Chain)
{
    public string Rule => $"{Match} -j {Chain}";
}
