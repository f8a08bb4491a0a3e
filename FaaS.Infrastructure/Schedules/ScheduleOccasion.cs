using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres.Schedules;

namespace FaaS.Infrastructure.Schedules;

/// <summary>A schedule that is due, and the version that its function has now.</summary>
/// <param name="LastState">Of its last invocation; null when there is none any more.</param>
internal sealed record ScheduleOccasion(
    ScheduleRow Schedule, FunctionSpec Function, InvocationState? LastState, DateTimeOffset? LastEndedAt)
{
    public bool IsBusy => LastState is InvocationState.Queued or InvocationState.Running;
}
