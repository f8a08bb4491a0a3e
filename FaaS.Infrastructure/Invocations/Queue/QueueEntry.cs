using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Invocations.Queue;

/// <param name="Delay">Until it is due.</param>
internal sealed record QueueEntry(
    InvocationPriority Priority,
    Guid FunctionId,
    Guid InvocationId,
    TimeSpan Delay);
