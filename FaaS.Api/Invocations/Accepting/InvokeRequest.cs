using System.Text.Json;
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

    public InvocationPriority Priority { get; init; } = InvocationPriority.Normal;
}
