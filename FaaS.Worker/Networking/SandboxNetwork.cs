namespace FaaS.Worker.Networking;

/// <summary>What the container of a sandbox is connected to.</summary>
/// <param name="Mode">Docker's word for it, or the id of a network.</param>
/// <param name="Resolvers">Null where there is nobody to ask.</param>
internal sealed record SandboxNetwork(string Mode, IReadOnlyList<string>? Resolvers)
{
    public static readonly SandboxNetwork None = new("none", null);

    /// <summary>
    /// The daemon need not set up anything, not even an empty network: that takes it as long as all the rest of a
    /// start, and starts it a process of its own.
    /// </summary>
    public bool IsNone => this == None;

    /// <summary>No domain of the machine is appended to names.</summary>
    public IReadOnlyList<string>? SearchedDomains => Resolvers is null ? null : ["."];
}
