using FaaS.Domain.Invocations;

namespace FaaS.Protocol.Messages;

public sealed record SandboxError(FailureKind Kind, string Type, string Message);
