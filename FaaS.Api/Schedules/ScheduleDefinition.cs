using System.Runtime.InteropServices;
using System.Text.Json;
using FaaS.Domain.Durations;
using FaaS.Domain.Invocations;
using FaaS.Domain.Schedules;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Schedules;
using FaaS.Infrastructure.Schedules;

namespace FaaS.Api.Schedules;

/// <summary>A valid request, as a row holds it.</summary>
internal static class ScheduleDefinition
{
    private const string Utc = "UTC";
    private const string Json = "application/json";

    public static byte[] PayloadOf(ScheduleRequest request)
        => request.Payload.ValueKind == JsonValueKind.Undefined
            ? []
            : JsonMarshal.GetRawUtf8Value(request.Payload).ToArray();

    public static ScheduleRow NewRow(string tenant, ScheduleRequest request, Guid functionId, DateTimeOffset now)
    {
        var row = new ScheduleRow
        {
            Id = Guid.CreateVersion7(now),
            Tenant = tenant,
            Name = request.Name!,
            FunctionId = functionId,
            TimeZone = Utc,
            Payload = [],
            Headers = [],
            Priority = InvocationPriority.Normal,
            Overlap = OverlapPolicy.Allow,
            CatchUp = CatchUpPolicy.None,
            Enabled = false,
            Revision = 0,
            CreatedAt = now,
            UpdatedAt = now,
        };
        Apply(request, functionId, row, now);
        return row;
    }

    /// <summary>Everything of the request, also what it leaves out. Its times go on when they stay the same.</summary>
    public static void Apply(ScheduleRequest request, Guid functionId, ScheduleRow row, DateTimeOffset now)
    {
        var intervalMs = DurationText.TryParse(request.Interval, out var interval)
            ? (long?)interval.TotalMilliseconds
            : null;
        var timeZone = request.TimeZone ?? Utc;
        var enabled = request.Enabled ?? true;
        var goesOn = row.Enabled
            && (row.Cron, row.IntervalMs, row.TimeZone) == (request.Cron, intervalMs, timeZone);

        (row.Cron, row.IntervalMs, row.TimeZone, row.Enabled) = (request.Cron, intervalMs, timeZone, enabled);
        row.FunctionId = functionId;
        row.Payload = PayloadOf(request);
        row.ContentType = Json;
        row.Headers = request.Headers ?? [];
        row.Priority = Choice(request.Priority, InvocationPriority.Normal);
        row.Overlap = Choice(request.Overlap, OverlapPolicy.Allow);
        row.CatchUp = Choice(request.CatchUp, CatchUpPolicy.None);
        row.NextDueAt = !enabled ? null : goesOn ? row.NextDueAt : FirstDue(row, now);
        row.Revision++;
        row.UpdatedAt = now;
    }

    /// <summary>A time that has been answered is not due again, whatever the clock says.</summary>
    private static DateTimeOffset? FirstDue(ScheduleRow row, DateTimeOffset now)
    {
        var from = row.LastDueAt > now ? row.LastDueAt.Value : now;
        return ScheduleTimings.Of(row.Cron, row.IntervalMs, row.TimeZone).First(from)?.ToUniversalTime();
    }

    private static TEnum Choice<TEnum>(string? text, TEnum otherwise)
        where TEnum : struct, Enum
        => EnumText<TEnum>.TryParse(text, out var value) ? value : otherwise;
}
