namespace FaaS.Infrastructure.Postgres.Invocations;

/// <summary>Which invocation a key stands for, until it expires.</summary>
public sealed class IdempotencyKeyRow
{
    public required string Tenant { get; init; }

    public required Guid FunctionId { get; init; }

    public required string Key { get; init; }

    public required Guid InvocationId { get; init; }

    /// <summary>SHA-256 of what was asked for, so that the same key cannot stand for something else.</summary>
    public required byte[] RequestDigest { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
