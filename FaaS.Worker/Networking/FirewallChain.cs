namespace FaaS.Worker.Networking;

/// <summary>A chain of ours in the table <c>filter</c>.</summary>
/// <param name="Rules">In the words of iptables, without <c>-A</c> and the chain's name.</param>
internal sealed record FirewallChain(string Name, IReadOnlyList<string> Rules);
