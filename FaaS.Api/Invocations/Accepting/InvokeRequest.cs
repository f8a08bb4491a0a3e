using System.Text.Json;
using FaaS.Api.Invocations.Idempotency;
using FaaS.Domain.Durations;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>What <c>POST /invoke</c> takes.</summary>
internal sealed record InvokeRequest
{
    /// <summary>The function's id or name.</summary>
    public string? FunctionId { get; init; }

    /// <summary>Any JSON; the function gets it byte for byte. Nothing when it is left out.</summary>
    public JsonElement Payload { get; init; }

    /// <summary>Given to the function as they are, at most 8 KiB.</summary>
    public Dictionary<string, string>? Headers { get; init; }

    /// <summary>False waits for the end and answers with it.</summary>
    public bool Async { get; init; } = true;

    /// <summary>Shorter than that of the function, e.g. <c>5s</c>.</summary>
    public string? Timeout { get; init; }

    /// <summary>How much later it starts, at most <c>720h</c>. Only with <c>async</c>.</summary>
    public string? Delay { get; init; }

    /// <summary>When it starts instead (RFC 3339), within 30 days. Only with <c>async</c>.</summary>
    public string? NotBefore { get; init; }

    /// <summary>If it has not started by then it never will, and is dead as <c>expired</c>. Only with
    /// <c>async</c>.</summary>
    public string? ExpiresIn { get; init; }

    public InvocationPriority Priority { get; init; } = InvocationPriority.Normal;

    public TimeSpan TimeoutWithin(FunctionSpec function)
        => DurationText.TryParse(Timeout, out var shorter) && shorter < function.Timeout ? shorter : function.Timeout;

    public RequestDigest Digest(byte[] payload, RequestedTimes times) => new()
    {
        Mode = Async ? InvocationMode.Async : InvocationMode.Sync,
        Payload = payload,
        ContentType = "application/json",
        Headers = Headers,
        Timeout = DurationText.TryParse(Timeout, out var timeout) ? timeout : null,
        Priority = Priority,
        Times = times,
    };
}
