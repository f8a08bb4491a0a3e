using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Postgres.Invocations;

/// <summary>
/// An execution that ended without settling its invocation. The last one is in the invocation's own row, so that what
/// succeeds at once costs no second row.
/// </summary>
public sealed class InvocationAttemptRow
{
    public required Guid InvocationId { get; init; }

    /// <summary>Of the claim that started it.</summary>
    public required long LeaseEpoch { get; init; }

    /// <summary>1-based; executions that the platform ended share a number with the one that follows.</summary>
    public required int Attempt { get; init; }

    public string? Dispatcher { get; init; }

    public string? WorkerId { get; init; }

    public string? Sandbox { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public required FailureKind ErrorKind { get; init; }

    public string? ErrorType { get; init; }

    public string? ErrorMessage { get; init; }

    public double? QueueMs { get; init; }

    public double? InitMs { get; init; }

    public double? RunMs { get; init; }

    public double? CpuMs { get; init; }

    public long? PeakMemoryBytes { get; init; }

    public bool? Cold { get; init; }
}
