using System.Text.Json;
using FaaS.Domain.Durations;
using FaaS.Domain.Invocations;
using FaaS.Domain.Schedules;

namespace FaaS.Api.Schedules;

internal sealed record ScheduleResponse
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    public required Guid FunctionId { get; init; }

    /// <summary>Null when it has an interval.</summary>
    public required string? Cron { get; init; }

    public required string? TimeZone { get; init; }

    public required string? Interval { get; init; }

    /// <summary>Left out of lists.</summary>
    public required JsonElement? Payload { get; init; }

    /// <summary>In bytes.</summary>
    public required int PayloadSize { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required InvocationPriority Priority { get; init; }

    public required OverlapPolicy Overlap { get; init; }

    public required CatchUpPolicy CatchUp { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>In the past while it waits for its last invocation. Null while it is disabled.</summary>
    public required DateTimeOffset? NextDueAt { get; init; }

    /// <summary>The last time that fired.</summary>
    public required DateTimeOffset? LastDueAt { get; init; }

    public required Guid? LastInvocationId { get; init; }

    /// <summary>Counts changes by PUT.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static ScheduleResponse Of(ScheduleView view, bool withPayload)
    {
        var row = view.Schedule;
        return new()
        {
            Id = row.Id,
            Name = row.Name,
            Function = view.Function,
            FunctionId = row.FunctionId,
            Cron = row.Cron,
            TimeZone = row.Cron is null ? null : row.TimeZone,
            Interval = row.IntervalMs is { } interval
                ? DurationText.Format(TimeSpan.FromMilliseconds(interval))
                : null,
            Payload = withPayload && row.Payload.Length > 0 ? JsonElement.Parse(row.Payload) : null,
            PayloadSize = row.Payload.Length,
            Headers = row.Headers,
            Priority = row.Priority,
            Overlap = row.Overlap,
            CatchUp = row.CatchUp,
            Enabled = row.Enabled,
            NextDueAt = row.NextDueAt,
            LastDueAt = row.LastDueAt,
            LastInvocationId = row.LastInvocationId,
            Revision = row.Revision,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
        };
    }
}
