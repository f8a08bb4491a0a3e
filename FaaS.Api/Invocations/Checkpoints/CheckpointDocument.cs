namespace FaaS.Api.Invocations.Checkpoints;

/// <summary>What a running function saved for the attempt after it.</summary>
/// <param name="Size">In bytes, as the function saved it.</param>
/// <param name="ContentType">application/json, text/plain or application/octet-stream.</param>
internal sealed record CheckpointDocument(string Name, int Size, string ContentType, DateTimeOffset SavedAt);
