namespace FaaS.Client.Schedules;

/// <summary>When a schedule is due next, from <c>GET /schedules/{name}/next</c>.</summary>
/// <param name="TimeZone">Which <paramref name="Times"/> are in.</param>
public sealed record DueTimes(string TimeZone, IReadOnlyList<DateTimeOffset> Times);
