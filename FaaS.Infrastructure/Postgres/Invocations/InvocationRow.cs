using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Postgres.Invocations;

/// <summary>One request and what became of it. It outlives its function. Its id sorts by creation time.</summary>
public sealed class InvocationRow
{
    public required Guid Id { get; init; }

    public required string Tenant { get; init; }

    public required Guid FunctionId { get; init; }

    public required string FunctionName { get; init; }

    public required Guid VersionId { get; init; }

    public required string Version { get; init; }

    public required InvocationMode Mode { get; init; }

    public required InvocationState State { get; init; }

    public required InvocationPriority Priority { get; init; }

    /// <summary>Kept for asynchronous invocations only.</summary>
    public byte[]? Payload { get; init; }

    public string? ContentType { get; init; }

    public required Dictionary<string, string> Headers { get; init; }

    public byte[]? Result { get; init; }

    public string? ResultContentType { get; init; }

    public FailureKind? ErrorKind { get; init; }

    public string? ErrorType { get; init; }

    public string? ErrorMessage { get; init; }

    public string? ErrorStack { get; init; }

    public DeadReason? DeadReason { get; init; }

    /// <summary>How many attempts have started.</summary>
    public required int Attempt { get; init; }

    public required int MaxAttempts { get; init; }

    /// <summary>Executions that the platform ended; they do not count as attempts.</summary>
    public int PlatformFaults { get; init; }

    /// <summary>Those of the platform's faults in which the worker was lost.</summary>
    public int WorkerLosses { get; init; }

    /// <summary>How often it was taken back out of the dead letters.</summary>
    public int Redrives { get; init; }

    /// <summary>Counts claims. Only the holder of the current epoch may settle.</summary>
    public long LeaseEpoch { get; init; }

    /// <summary>Id of the dispatcher that runs it.</summary>
    public string? LeaseOwner { get; init; }

    public DateTimeOffset? LeaseExpiresAt { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>What has not started by then never will. Null: whenever.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Of the schedule that fired it.</summary>
    public Guid? ScheduleId { get; init; }

    /// <summary>From 0 to 1, as the function says.</summary>
    public double? Progress { get; init; }

    public string? ProgressMessage { get; init; }

    public DateTimeOffset? CancelRequestedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public required int TimeoutMs { get; init; }

    /// <summary>What it was given, whether it used it or not.</summary>
    public int? MemoryMb { get; init; }

    public double? QueueMs { get; init; }

    public double? InitMs { get; init; }

    public double? RunMs { get; init; }

    public double? CpuMs { get; init; }

    public long? PeakMemoryBytes { get; init; }

    /// <summary>Of the payload.</summary>
    public long? BytesIn { get; init; }

    /// <summary>Of the result, also where it is not kept.</summary>
    public long? BytesOut { get; init; }

    public long? NetworkReceivedBytes { get; init; }

    public long? NetworkSentBytes { get; init; }

    public bool? Cold { get; init; }

    public string? WorkerId { get; init; }

    public string? Sandbox { get; init; }

    public string? TraceId { get; init; }

    public long LogsSize { get; init; }
}
