using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Invocations;

/// <summary>An invocation that this scheduler alone may run and settle, for as long as its lease lasts.</summary>
internal sealed record ClaimedInvocation
{
    public required Guid Id { get; init; }

    public required Guid FunctionId { get; init; }

    public required Guid VersionId { get; init; }

    public required InvocationPriority Priority { get; init; }

    public required byte[] Payload { get; init; }

    public required string? ContentType { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>1-based.</summary>
    public required int Attempt { get; init; }

    public required int MaxAttempts { get; init; }

    public required long LeaseEpoch { get; init; }

    public required int PlatformFaults { get; init; }

    public required int WorkerLosses { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>Of the schedule that fired it.</summary>
    public Guid? ScheduleId { get; init; }

    public required string? TraceId { get; init; }

    /// <summary>From when it was due to when it was claimed.</summary>
    public required TimeSpan Waited { get; init; }

    public RunningAttempt AsAttempt(bool cancelRequested = false) => new(Attempt, LeaseEpoch, cancelRequested)
    {
        PlatformFaults = PlatformFaults,
        WorkerLosses = WorkerLosses,
    };
}
