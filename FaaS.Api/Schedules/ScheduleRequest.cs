using System.Text.Json;

namespace FaaS.Api.Schedules;

/// <summary>The body of POST and PUT. What is left out takes its default.</summary>
internal sealed record ScheduleRequest
{
    /// <summary>A DNS label of at most 63 characters. With PUT it may be left out.</summary>
    public string? Name { get; init; }

    /// <summary>The name or id of the function. Each firing runs the version that is current then.</summary>
    public string? Function { get; init; }

    /// <summary>
    /// Minute, hour, day of month, month, day of week, with a second before them if there are six fields; or
    /// <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>, <c>@yearly</c>. Either this or interval.
    /// </summary>
    public string? Cron { get; init; }

    /// <summary>Whose clocks the cron expression is about: an IANA name such as Europe/Berlin. Default: UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>From 1s to 366 days, such as <c>90s</c>, <c>1h30m</c> or ISO 8601 <c>P1D</c>.</summary>
    public string? Interval { get; init; }

    /// <summary>Any JSON; the function gets it byte for byte. Nothing when it is left out.</summary>
    public JsonElement Payload { get; init; }

    /// <summary>Given to the function as they are, at most 8 KiB.</summary>
    public Dictionary<string, string>? Headers { get; init; }

    /// <summary><c>high</c>, <c>normal</c> (default) or <c>low</c>.</summary>
    public string? Priority { get; init; }

    /// <summary>
    /// When it is due and its last invocation has not ended: <c>allow</c> (default) fires all the same, <c>skip</c>
    /// lets the time pass, <c>queue</c> fires once when that has ended; one time waits at most.
    /// </summary>
    public string? Overlap { get; init; }

    /// <summary>
    /// Of the times that are over a minute late because nothing was there to fire: <c>none</c> (default) are made up
    /// for, only the <c>last</c>, or <c>all</c> of the last seven days, at most the latest 1000.
    /// </summary>
    public string? CatchUp { get; init; }

    /// <summary>Default: true.</summary>
    public bool? Enabled { get; init; }
}
