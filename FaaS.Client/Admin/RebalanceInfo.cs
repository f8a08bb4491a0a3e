namespace FaaS.Client.Admin;

/// <summary>What a rebalancing moves.</summary>
public sealed record RebalanceInfo
{
    /// <summary>How many function versions each worker lets go of, by worker.</summary>
    public required IReadOnlyDictionary<string, int> Versions { get; init; }
}
