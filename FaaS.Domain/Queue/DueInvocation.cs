using FaaS.Domain.Invocations;

namespace FaaS.Domain.Queue;

/// <summary>A queued invocation that may start now.</summary>
/// <param name="Due">Since when.</param>
public readonly record struct DueInvocation(
    InvocationPriority Priority, string Tenant, Guid FunctionId, Guid InvocationId, DateTimeOffset Due);
