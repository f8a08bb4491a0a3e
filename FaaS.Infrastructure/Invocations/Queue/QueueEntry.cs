using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Invocations.Queue;

/// <param name="Delay">Until it is due.</param>
internal sealed record QueueEntry(
    InvocationPriority Priority,
    string Tenant,
    Guid FunctionId,
    Guid InvocationId,
    TimeSpan Delay);
