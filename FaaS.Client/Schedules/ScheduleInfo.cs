using System.Text.Json;
using FaaS.Client.Invocations;

namespace FaaS.Client.Schedules;

/// <summary>When a function runs by itself, as <c>GET /schedules/{name}</c> shows it.</summary>
public sealed record ScheduleInfo
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    public required Guid FunctionId { get; init; }

    /// <summary>Null when it has an interval.</summary>
    public string? Cron { get; init; }

    /// <summary>Whose clocks <see cref="Cron"/> is about.</summary>
    public string? TimeZone { get; init; }

    public TimeSpan? Interval { get; init; }

    /// <summary>Null without one, and in lists.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>In bytes.</summary>
    public int PayloadSize { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required InvocationPriority Priority { get; init; }

    public required OverlapPolicy Overlap { get; init; }

    public required CatchUpPolicy CatchUp { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>In the past while it waits for its last invocation; null while it is disabled.</summary>
    public DateTimeOffset? NextDueAt { get; init; }

    /// <summary>The last time that fired.</summary>
    public DateTimeOffset? LastDueAt { get; init; }

    public Guid? LastInvocationId { get; init; }

    /// <summary>Counts changes.</summary>
    public long Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What it was made from, to change something and send it back.</summary>
    public ScheduleDefinition ToDefinition() => new()
    {
        Name = Name,
        Function = Function,
        Cron = Cron,
        TimeZone = TimeZone,
        Interval = Interval,
        Payload = Payload,
        Headers = Headers,
        Priority = Priority,
        Overlap = Overlap,
        CatchUp = CatchUp,
        Enabled = Enabled,
    };
}
