namespace FaaS.Client.Invocations;

/// <summary>What a running function saved for the attempt after it, without the content.</summary>
public sealed record Checkpoint
{
    public required string Name { get; init; }

    /// <summary>In bytes, as the function saved it.</summary>
    public required int Size { get; init; }

    /// <summary><c>application/json</c>, <c>text/plain; charset=utf-8</c> or <c>application/octet-stream</c>.</summary>
    public required string ContentType { get; init; }

    public required DateTimeOffset SavedAt { get; init; }
}
