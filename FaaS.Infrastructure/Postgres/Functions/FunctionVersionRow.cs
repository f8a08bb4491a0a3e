using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Postgres.Functions;

/// <summary>Immutable once published; versions sort by their id.</summary>
public sealed class FunctionVersionRow
{
    public required Guid Id { get; init; }

    public required Guid FunctionId { get; init; }

    public required string Version { get; init; }

    public required Runtime Runtime { get; init; }

    public required string Handler { get; init; }

    public required string CodeDigest { get; init; }

    public required CodeKind CodeKind { get; init; }

    public required int CodeSize { get; init; }

    public required int TimeoutMs { get; init; }

    public required int MemoryMb { get; init; }

    public required double Cpu { get; init; }

    public required int MaxConcurrency { get; init; }

    public required Isolation Isolation { get; init; }

    public required NetworkAccess Network { get; init; }

    /// <summary>JSON; null for the platform's policy.</summary>
    public string? Retry { get; init; }

    /// <summary>How long an asynchronous invocation may wait to be started. Null for the platform's default.</summary>
    public long? MaxEventAgeMs { get; init; }

    /// <summary>JSON: where the end of a successful asynchronous invocation is told.</summary>
    public string? OnSuccess { get; init; }

    /// <summary>JSON: where the death of an asynchronous invocation is told.</summary>
    public string? OnFailure { get; init; }

    public required Dictionary<string, string> Environment { get; init; }

    public required Dictionary<string, string> Metadata { get; init; }

    /// <summary>Whether a worker loaded it at deploy time; false when no worker was there to try.</summary>
    public bool Verified { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public void MarkVerified() => Verified = true;
}
