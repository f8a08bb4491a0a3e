using FaaS.Domain.Invocations;

namespace FaaS.Worker.Sandboxes;

/// <summary>A sandbox that has become its function, or why it could not.</summary>
/// <param name="Spent">What a sandbox used that did not become it.</param>
internal readonly record struct Preparation(
    Sandbox? Sandbox, InvocationFailure? Failure, ExecutionStats? Spent = null);
