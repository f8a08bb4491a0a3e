using System.Globalization;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Json;
using FaaS.Client.Schedules;

namespace FaaS.Cli.Schedules;

/// <summary>A schedule as people read it.</summary>
internal static class ScheduleText
{
    public static void Write(CliSession session, ScheduleInfo schedule)
    {
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(schedule, FaasJson.Default.ScheduleInfo);
            return;
        }

        new FieldList()
            .Add("Name", schedule.Name)
            .Add("Id", schedule.Id.ToString())
            .Add("Function", schedule.Function)
            .Add("When", When(schedule))
            .Add("Next", Next(schedule))
            .Add("Last", Time(schedule.LastDueAt))
            .Add("Invocation", schedule.LastInvocationId?.ToString())
            .Add("Payload", schedule.Payload?.GetRawText())
            .Add("Headers", string.Join(Environment.NewLine, schedule.Headers.Select(one => $"{one.Key}: {one.Value}")))
            .Add("Priority", schedule.Priority.ToString().ToLowerInvariant())
            .Add("Overlap", schedule.Overlap.ToString().ToLowerInvariant())
            .Add("Catch up", schedule.CatchUp.ToString().ToLowerInvariant())
            .Add("Created", Time(schedule.CreatedAt))
            .Add("Updated", Time(schedule.UpdatedAt))
            .Write(session.Terminal.Output);
    }

    public static string When(ScheduleInfo schedule)
        => schedule.Interval is { } interval
            ? $"every {DurationText.Format(interval)}"
            : $"{schedule.Cron} ({schedule.TimeZone})";

    public static string Next(ScheduleInfo schedule) => schedule.Enabled ? Time(schedule.NextDueAt) : "disabled";

    public static string Time(DateTimeOffset? time)
        => time?.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) ?? "";
}
