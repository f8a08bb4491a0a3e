using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Invocations;

/// <param name="Due">Those that wait for a worker; the others wait for their time.</param>
/// <param name="OldestAge">How long the oldest has been due.</param>
internal sealed record PriorityReport(InvocationPriority Priority, long Depth, long Due, TimeSpan OldestAge);
