namespace FaaS.Infrastructure.Postgres.Invocations;

/// <summary>What a running function saved for the attempt after it.</summary>
public sealed class CheckpointRow
{
    public required Guid InvocationId { get; init; }

    public required string Name { get; init; }

    /// <summary>Null: bytes.</summary>
    public string? ContentType { get; init; }

    public required byte[] Content { get; init; }

    /// <summary>Whether <see cref="Content"/> is compressed with Brotli.</summary>
    public required bool Compressed { get; init; }

    /// <summary>Before compression.</summary>
    public required int Size { get; init; }

    /// <summary>Of the claim that saved it; an older one cannot overwrite it.</summary>
    public required long LeaseEpoch { get; init; }

    public required DateTimeOffset SavedAt { get; init; }
}
