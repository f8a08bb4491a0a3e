using FaaS.Domain.Invocations;

namespace FaaS.Tests.Model;

/// <summary>A frame between a scheduler and a worker.</summary>
internal sealed record Message(MessageKind Kind, Claim Claim, InvocationFailure? Failure = null);
