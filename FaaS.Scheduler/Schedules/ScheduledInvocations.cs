using System.Globalization;
using FaaS.Domain.Invocations;
using FaaS.Domain.Schedules;
using FaaS.Infrastructure.Invocations;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Infrastructure.Schedules;

namespace FaaS.Scheduler.Schedules;

/// <summary>What a schedule fires.</summary>
internal static class ScheduledInvocations
{
    // What a function sees of it, beside the headers of the schedule.
    private const string NameHeader = "x-faas-schedule";
    private const string DueHeader = "x-faas-due-at";
    private const string DueFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";

    public static NewInvocation Of(ScheduleOccasion occasion, DueTime time, DateTimeOffset now)
    {
        var (schedule, function) = (occasion.Schedule, occasion.Function);
        return new(new InvocationRow
        {
            Id = Guid.CreateVersion7(now),
            Tenant = function.Tenant,
            FunctionId = function.FunctionId,
            FunctionName = function.Name.Value,
            VersionId = function.VersionId,
            Version = function.Version,
            Mode = InvocationMode.Async,
            State = InvocationState.Queued,
            Priority = schedule.Priority,
            Payload = schedule.Payload,
            ContentType = schedule.ContentType,
            Headers = new(schedule.Headers)
            {
                [NameHeader] = schedule.Name,
                [DueHeader] = time.At.UtcDateTime.ToString(DueFormat, CultureInfo.InvariantCulture),
            },
            Attempt = 0,
            MaxAttempts = function.Retry.MaxAttempts,
            ScheduleId = schedule.Id,
            NotBefore = now,
            CreatedAt = now,
            TimeoutMs = (int)function.Timeout.TotalMilliseconds,
            MemoryMb = function.MemoryMib,
        })
        {
            MaxEventAge = function.MaxEventAge,
        };
    }
}
