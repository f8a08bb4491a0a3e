namespace FaaS.Api.Admin;

/// <summary>What a rebalancing moves.</summary>
/// <param name="Versions">How many function versions each worker lets go of, by worker.</param>
internal sealed record RebalanceResponse(IReadOnlyDictionary<string, int> Versions);
