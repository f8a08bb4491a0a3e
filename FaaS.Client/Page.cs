namespace FaaS.Client;

/// <summary>One page of a list, in the API's order.</summary>
/// <param name="Items">At most as many as were asked for; may be empty.</param>
/// <param name="NextCursor">Give it back to get the next page; null on the last one. Opaque.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
