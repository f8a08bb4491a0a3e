using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Invocations.Queue;

/// <param name="Delay">Until it is due.</param>
internal sealed record QueueEntry(
    InvocationPriority Priority,
    string Tenant,
    Guid FunctionId,
    Guid InvocationId,
    TimeSpan Delay)
{
    /// <summary>
    /// Since when it is due, in milliseconds by the clock of Redis; null unless it has been taken out of the queue. Put
    /// back with it, it has the place among those of its function that it had.
    /// </summary>
    public long? DueSince { get; init; }
}
