using FaaS.Domain.Invocations;

namespace FaaS.Protocol.Messages;

/// <param name="Closing">The agent closes the connection after this.</param>
/// <param name="RetryAfterMs">How long the function asks to be left alone.</param>
public sealed record SandboxError(
    FailureKind Kind, string Type, string Message, bool Closing = false, double? RetryAfterMs = null);
