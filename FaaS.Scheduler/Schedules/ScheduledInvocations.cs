using System.Globalization;
using FaaS.Domain.Schedules;
using FaaS.Infrastructure.Invocations;
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
        var headers = new Dictionary<string, string>(schedule.Headers)
        {
            [NameHeader] = schedule.Name,
            [DueHeader] = time.At.UtcDateTime.ToString(DueFormat, CultureInfo.InvariantCulture),
        };
        return new(QueuedRow.Of(
            function,
            schedule.Payload,
            schedule.ContentType,
            headers,
            schedule.Priority,
            now,
            scheduleId: schedule.Id))
        {
            MaxEventAge = function.MaxEventAge,
        };
    }
}
