namespace FaaS.Infrastructure.Dispatch;

/// <summary>One attempt to run a function.</summary>
internal sealed record InvocationRequest
{
    public required Guid InvocationId { get; init; }

    public int Attempt { get; init; } = 1;

    /// <summary>Of the claim. 0: of a caller who waits.</summary>
    public long LeaseEpoch { get; init; }

    /// <summary>Must not change until the outcome is known.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>W3C trace context to continue. Null: that of the current activity.</summary>
    public string? Traceparent { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>What caused it, in the words of OpenTelemetry's <c>faas.trigger</c>.</summary>
    public string Trigger { get; init; } = "http";

    /// <summary>How long to wait for the function's concurrency limit and for a worker, together.</summary>
    public required TimeSpan Patience { get; init; }
}
