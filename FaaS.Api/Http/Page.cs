namespace FaaS.Api.Http;

/// <param name="NextCursor">Gets the next page; null on the last one. Opaque.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
