using FaaS.Domain.Schedules;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres.Schedules;

namespace FaaS.Infrastructure.Schedules;

/// <summary>One step of a schedule: the times that it answers, and what it fires for them.</summary>
/// <param name="Invocations">In the order of the times that fire.</param>
internal sealed record ScheduleMove(
    ScheduleRow Schedule, SchedulePlan Plan, IReadOnlyList<NewInvocation> Invocations)
{
    public DateTimeOffset? LastFired => Invocations.Count == 0 ? null : Plan.Times.Last(time => time.Fires).At;

    /// <summary>Each time with its invocation, if it has one.</summary>
    public IEnumerable<(DateTimeOffset At, Guid? InvocationId)> Answers
    {
        get
        {
            var fired = 0;
            foreach (var time in Plan.Times)
            {
                yield return (time.At, time.Fires ? Invocations[fired++].Row.Id : null);
            }
        }
    }
}
