using FaaS.Domain.Invocations;

namespace FaaS.Worker.Sandboxes;

/// <summary>A sandbox that has become its function, or why it could not.</summary>
internal readonly record struct Preparation(Sandbox? Sandbox, InvocationFailure? Failure);
