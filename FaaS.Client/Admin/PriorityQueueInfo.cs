using FaaS.Client.Invocations;

namespace FaaS.Client.Admin;

/// <summary>The queue of one priority.</summary>
/// <param name="Depth">All that are queued.</param>
/// <param name="Due">Of these, the ones that wait for a worker and not for their time.</param>
/// <param name="OldestAgeMs">Milliseconds that the oldest has been due.</param>
public sealed record PriorityQueueInfo(InvocationPriority Priority, long Depth, long Due, double OldestAgeMs);
