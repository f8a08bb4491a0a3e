using FaaS.Domain.Schedules;

namespace FaaS.Infrastructure.Schedules;

internal static class ScheduleTimings
{
    /// <summary>Of what a row holds, which has been checked before it was stored.</summary>
    public static ScheduleTiming Of(string? cron, long? intervalMs, string timeZone)
    {
        if (intervalMs is { } interval)
        {
            return new IntervalTiming(TimeSpan.FromMilliseconds(interval));
        }

        if (CronExpression.TryParse(cron, out var expression) is { } problem)
        {
            throw new InvalidDataException($"'{cron}' is not a cron expression: {problem}");
        }

        return TimeZoneNames.TryFind(timeZone, out var zone)
            ? new CronTiming(expression!, zone)
            : throw new InvalidDataException($"This machine does not know the time zone '{timeZone}'.");
    }
}
