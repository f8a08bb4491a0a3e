using System.Text.Json;
using FaaS.Client.Invocations;

namespace FaaS.Client.Schedules;

/// <summary>When to run which function with what. What is null is left to the API's defaults.</summary>
public sealed record ScheduleDefinition
{
    /// <summary>A DNS label: a lower-case letter, then letters, digits and hyphens, at most 63 in all.</summary>
    public required string Name { get; init; }

    /// <summary>The function's name or id; each firing runs the version that is current then.</summary>
    public required string Function { get; init; }

    /// <summary>As in Unix, with a second before the five fields if there are six; or <c>@hourly</c> and the like.
    /// Either this or <see cref="Interval"/>.</summary>
    public string? Cron { get; init; }

    /// <summary>Whose clocks <see cref="Cron"/> is about, by its IANA name; UTC when null.</summary>
    public string? TimeZone { get; init; }

    /// <summary>1 s to 366 days.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Any JSON, at most 1 MB; nothing when null.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>Given to the function, at most 8 KiB.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public InvocationPriority? Priority { get; init; }

    /// <summary><see cref="OverlapPolicy.Allow"/> when null.</summary>
    public OverlapPolicy? Overlap { get; init; }

    /// <summary><see cref="CatchUpPolicy.None"/> when null.</summary>
    public CatchUpPolicy? CatchUp { get; init; }

    /// <summary>True when null.</summary>
    public bool? Enabled { get; init; }
}
