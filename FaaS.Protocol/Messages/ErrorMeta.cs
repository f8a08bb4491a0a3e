using System.Text.Json.Serialization;
using FaaS.Domain.Invocations;

namespace FaaS.Protocol.Messages;

/// <summary>The payload of its frame is the stack trace or the compiler output, UTF-8.</summary>
/// <param name="RetryAfterMs">How long the function asks to be left alone.</param>
/// <param name="Stats">Null in the answer to a <c>fetch</c>, and when nothing was started.</param>
public sealed record ErrorMeta(
    FailureKind Kind,
    string Type,
    string Message,
    StatsMeta? Stats,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? RetryAfterMs = null);
