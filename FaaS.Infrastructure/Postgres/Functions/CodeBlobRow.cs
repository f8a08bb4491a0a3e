namespace FaaS.Infrastructure.Postgres.Functions;

/// <summary>That the object store holds this code, for as long as a version uses it.</summary>
public sealed class CodeBlobRow
{
    public required string Digest { get; init; }

    public required int Size { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
