namespace FaaS.Worker.Docker;

/// <summary>The body of <c>POST /networks/create</c>.</summary>
internal sealed record NetworkSpec
{
    public required string Name { get; init; }

    public string Driver { get; init; } = "bridge";

    public bool CheckDuplicate { get; init; } = true;

    public bool EnableIPv6 { get; init; }

    /// <summary>Null: the daemon takes a range that is free.</summary>
    public NetworkAddresses? IPAM { get; init; }

    public required IReadOnlyDictionary<string, string> Options { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }
}
