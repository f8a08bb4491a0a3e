using System.Text.Json;
using FaaS.Client.Errors;
using FaaS.Client.Invocations;

namespace FaaS.Client.DeadLetters;

/// <summary>An asynchronous invocation that was given up, as <c>GET /dead-letters/{id}</c> shows it.</summary>
public sealed record DeadLetter
{
    public required Guid Id { get; init; }

    public required string Function { get; init; }

    public required string Version { get; init; }

    /// <summary><c>attempts_exhausted</c>, <c>not_retryable</c>, <c>expired</c>, <c>poison</c>, …</summary>
    public string? Reason { get; init; }

    public int Attempt { get; init; }

    public int MaxAttempts { get; init; }

    public int PlatformFaults { get; init; }

    public int Redrives { get; init; }

    public FunctionError? Error { get; init; }

    /// <summary>JSON as it is, text as a string, bytes as base64; null in lists.</summary>
    public JsonElement? Payload { get; init; }

    public string? PayloadEncoding { get; init; }

    public long? PayloadSize { get; init; }

    /// <summary>Every execution, oldest first; null in lists.</summary>
    public IReadOnlyList<Attempt>? Attempts { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DiedAt { get; init; }
}
