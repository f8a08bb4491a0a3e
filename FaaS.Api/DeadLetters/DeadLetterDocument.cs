using System.Text.Json;
using FaaS.Api.Invocations.Reading;
using FaaS.Api.Problems;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.DeadLetters;

/// <summary>An asynchronous invocation that the platform has given up.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Version">Of the last attempt; redriven, it runs the function's current one.</param>
/// <param name="Attempt">How many attempts were used up.</param>
/// <param name="PlatformFaults">Executions that the platform ended; they used up no attempt.</param>
/// <param name="WorkerLosses">Those of them whose worker was lost.</param>
/// <param name="Redrives">How often it was redriven before.</param>
/// <param name="ContentType">Of the payload.</param>
/// <param name="Payload">JSON as it is, text as a string, bytes as base64; left out of lists.</param>
/// <param name="PayloadEncoding">json, text or base64.</param>
/// <param name="PayloadSize">In bytes.</param>
/// <param name="Headers">Left out of lists.</param>
/// <param name="Attempts">Every execution; left out of lists.</param>
/// <param name="Error">Of the last attempt; in lists without its stack trace.</param>
internal sealed record DeadLetterDocument(
    Guid Id,
    Guid FunctionId,
    string Function,
    string Version,
    DeadReason? Reason,
    InvocationPriority Priority,
    int Attempt,
    int MaxAttempts,
    int PlatformFaults,
    int WorkerLosses,
    int Redrives,
    FailureDetails? Error,
    string? ContentType,
    JsonElement? Payload,
    string? PayloadEncoding,
    long? PayloadSize,
    IReadOnlyDictionary<string, string>? Headers,
    IReadOnlyList<AttemptDocument>? Attempts,
    string? TraceId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DiedAt)
{
    public static DeadLetterDocument Of(InvocationRow row) => new(
        row.Id,
        row.FunctionId,
        row.FunctionName,
        row.Version,
        row.DeadReason,
        row.Priority,
        row.Attempt,
        row.MaxAttempts,
        row.PlatformFaults,
        row.WorkerLosses,
        row.Redrives,
        FailureDetails.Of(row),
        row.ContentType,
        null,
        null,
        row.BytesIn,
        null,
        null,
        row.TraceId,
        row.CreatedAt,
        row.FinishedAt);

    public static DeadLetterDocument Of(InvocationRow row, IReadOnlyList<AttemptDocument> attempts)
    {
        var shown = ShownContent.Of(row.Payload, row.ContentType);
        return Of(row) with
        {
            Payload = shown?.Value,
            PayloadEncoding = shown?.Encoding,
            Headers = row.Headers,
            Attempts = attempts,
        };
    }
}
