using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;

namespace FaaS.Api.Admin;

/// <summary>The queue of one priority.</summary>
/// <param name="Due">Of <paramref name="Depth"/>, those that wait for a worker and not for their time.</param>
/// <param name="OldestAgeMs">How long the oldest has been due.</param>
internal sealed record QueueResponse(InvocationPriority Priority, long Depth, long Due, double OldestAgeMs)
{
    public static QueueResponse Of(PriorityReport report)
        => new(report.Priority, report.Depth, report.Due, report.OldestAge.TotalMilliseconds);
}
