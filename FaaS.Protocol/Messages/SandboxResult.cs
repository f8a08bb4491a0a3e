namespace FaaS.Protocol.Messages;

/// <param name="ContentType">Null in the answer to an <c>init</c>.</param>
public sealed record SandboxResult(string? ContentType = null);
