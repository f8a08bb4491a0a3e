using System.Text.Json;
using FaaS.Api.Problems;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations.Reading;

/// <summary>One request to a function and what became of it.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Attempt">How often it has been started, not counting faults of the platform.</param>
/// <param name="PlatformFaults">Executions that the platform ended; they used up no attempt.</param>
/// <param name="Redrives">How often it was taken back out of the dead letters.</param>
/// <param name="ContentType">Of the result.</param>
/// <param name="Result">JSON as it is, text as a string, bytes as base64; left out of lists.</param>
/// <param name="ResultEncoding">json, text or base64.</param>
/// <param name="Progress">From 0 to 1, as the function has said last; left out when it has said nothing.</param>
/// <param name="QueueMs">Of the last attempt, waiting to be started.</param>
/// <param name="InitMs">Of the last attempt, loading the function.</param>
/// <param name="RunMs">Of the last attempt, in the function's code.</param>
/// <param name="TotalMs">From acceptance to the end.</param>
/// <param name="MemoryMb">What it was given, in MiB.</param>
/// <param name="BytesIn">Of the payload.</param>
/// <param name="BytesOut">Of the result, also where it is not kept.</param>
/// <param name="NetworkReceivedBytes">By the sandbox of the last attempt; left out where it has no network.</param>
/// <param name="ColdStart">Whether the last attempt had to load the function.</param>
/// <param name="NextAttemptAt">When a queued one is due.</param>
/// <param name="NotBefore">When an asynchronous one was, or is, to be started.</param>
/// <param name="ExpiresAt">An asynchronous one that has not started by then never will.</param>
/// <param name="DeadReason">Why it is dead.</param>
/// <param name="IdempotencyKey">With which it was requested.</param>
/// <param name="ScheduleId">Of the schedule that fired it.</param>
internal sealed record InvocationDocument(
    Guid Id,
    Guid FunctionId,
    string Function,
    string Version,
    InvocationMode Mode,
    InvocationState Status,
    InvocationPriority Priority,
    int Attempt,
    int MaxAttempts,
    int PlatformFaults,
    int Redrives,
    string? ContentType,
    JsonElement? Result,
    string? ResultEncoding,
    FailureDetails? Error,
    double? Progress,
    string? ProgressMessage,
    long LogsSize,
    double? QueueMs,
    double? InitMs,
    double? RunMs,
    double? TotalMs,
    double? CpuMs,
    long? PeakMemoryBytes,
    int? MemoryMb,
    long? BytesIn,
    long? BytesOut,
    long? NetworkReceivedBytes,
    long? NetworkSentBytes,
    bool? ColdStart,
    string? Worker,
    string? TraceId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? NotBefore,
    DateTimeOffset? ExpiresAt,
    DeadReason? DeadReason,
    string? IdempotencyKey,
    Guid? ScheduleId)
{
    public static InvocationDocument Of(InvocationRow row) => Of(row, row.Result);

    public static InvocationDocument Of(InvocationRow row, byte[]? result)
    {
        var shown = ShownContent.Of(result, row.ResultContentType);
        return new(
            row.Id,
            row.FunctionId,
            row.FunctionName,
            row.Version,
            row.Mode,
            row.State,
            row.Priority,
            row.Attempt,
            row.MaxAttempts,
            row.PlatformFaults,
            row.Redrives,
            row.ResultContentType,
            shown?.Value,
            shown?.Encoding,
            FailureDetails.Of(row),
            row.Progress,
            row.ProgressMessage,
            row.LogsSize,
            row.QueueMs,
            row.InitMs,
            row.RunMs,
            row.FinishedAt is { } finished ? Math.Max(0, (finished - row.CreatedAt).TotalMilliseconds) : null,
            row.CpuMs,
            row.PeakMemoryBytes,
            row.MemoryMb,
            row.BytesIn,
            row.BytesOut,
            row.NetworkReceivedBytes,
            row.NetworkSentBytes,
            row.Cold,
            row.WorkerId,
            row.TraceId,
            row.CreatedAt,
            row.StartedAt,
            row.FinishedAt,
            row.State == InvocationState.Queued ? row.NotBefore : null,
            row.Mode == InvocationMode.Async ? row.NotBefore : null,
            row.ExpiresAt,
            row.DeadReason,
            row.IdempotencyKey,
            row.ScheduleId);
    }
}
