namespace FaaS.Protocol.Messages;

public sealed record Invoke(
    Guid VersionId,
    Guid InvocationId,
    int Attempt,
    int TimeoutMs,
    string? ContentType,
    IReadOnlyDictionary<string, string>? Headers,
    string? Traceparent);
