using System.Text.Json;
using System.Text.Json.Serialization;
using FaaS.Client.Errors;

namespace FaaS.Client.Invocations;

/// <summary>One request to a function and what became of it, as <c>GET /invocations/{id}</c> shows it.</summary>
public sealed record Invocation
{
    public required Guid Id { get; init; }

    public required Guid FunctionId { get; init; }

    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    /// <summary>The version that ran, or is going to.</summary>
    public required string Version { get; init; }

    public required InvocationMode Mode { get; init; }

    public required InvocationStatus Status { get; init; }

    public InvocationPriority? Priority { get; init; }

    /// <summary>How often it has been started; 0 before the first time.</summary>
    public int Attempt { get; init; }

    public int MaxAttempts { get; init; }

    /// <summary>JSON as it is, text as a string, bytes as base64: <see cref="ResultEncoding"/> says which.</summary>
    public JsonElement? Result { get; init; }

    /// <summary><c>json</c>, <c>text</c> or <c>base64</c>; null without a result.</summary>
    public string? ResultEncoding { get; init; }

    /// <summary>The result's media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public FunctionError? Error { get; init; }

    /// <summary>From 0 to 1, as the function has said last; null when it has said nothing.</summary>
    public double? Progress { get; init; }

    /// <summary>What the function has said with it.</summary>
    public string? ProgressMessage { get; init; }

    /// <summary>In bytes; the logs are at <see cref="InvocationsClient.GetLogsAsync"/>.</summary>
    public long? LogsSize { get; init; }

    /// <summary>Milliseconds that the last attempt waited for a sandbox.</summary>
    public double? QueueMs { get; init; }

    /// <summary>Milliseconds of loading the code, where this attempt had to wait for it.</summary>
    public double? InitMs { get; init; }

    /// <summary>Milliseconds in the user's code.</summary>
    public double? RunMs { get; init; }

    /// <summary>Milliseconds from acceptance to the end.</summary>
    public double? TotalMs { get; init; }

    /// <summary>Milliseconds of CPU time that the sandbox used.</summary>
    public double? CpuMs { get; init; }

    public long? PeakMemoryBytes { get; init; }

    /// <summary>What it was given, in MiB.</summary>
    public int? MemoryMb { get; init; }

    /// <summary>The payload's size.</summary>
    public long? BytesIn { get; init; }

    /// <summary>The result's size, also where the platform does not keep it.</summary>
    public long? BytesOut { get; init; }

    /// <summary>What its sandbox received over the network; null where it has none.</summary>
    public long? NetworkReceivedBytes { get; init; }

    /// <summary>What its sandbox sent over the network; null where it has none.</summary>
    public long? NetworkSentBytes { get; init; }

    /// <summary>Whether its sandbox had to load the code first.</summary>
    public bool? ColdStart { get; init; }

    /// <summary>The worker that ran the last attempt.</summary>
    public string? Worker { get; init; }

    /// <summary>32 hex digits.</summary>
    public string? TraceId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When a queued one is to be tried (again); null when it is not waiting.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When an asynchronous one was, or is, to be started.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>An asynchronous one that has not started by then never will.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why it is dead, such as <c>expired</c>; null when it is not.</summary>
    public string? DeadReason { get; init; }

    /// <summary>With which it was requested.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether it was accepted by an earlier request with the same idempotency key.</summary>
    [JsonIgnore]
    public bool Replayed { get; init; }

    /// <summary>Of the schedule that fired it.</summary>
    public Guid? ScheduleId { get; init; }

    /// <summary>Whether nothing will happen to it any more.</summary>
    [JsonIgnore]
    public bool IsFinal => Status is not (InvocationStatus.Queued or InvocationStatus.Running);

    /// <summary>The result as the function wrote it: text and JSON as UTF-8; empty without a result.</summary>
    public byte[] GetResultBytes() => (Result, ResultEncoding) switch
    {
        (null, _) => [],
        ({ } result, "base64") => result.GetBytesFromBase64(),
        ({ ValueKind: JsonValueKind.String } result, "text") => System.Text.Encoding.UTF8.GetBytes(result.GetString()!),
        ({ } result, _) => System.Text.Encoding.UTF8.GetBytes(result.GetRawText()),
    };
}
