using FaaS.Domain.Invocations;

namespace FaaS.Protocol.Messages;

/// <param name="Closing">The agent closes the connection after this.</param>
public sealed record SandboxError(FailureKind Kind, string Type, string Message, bool Closing = false);
