namespace FaaS.Api.Schedules;

/// <param name="Times">In that time zone.</param>
internal sealed record NextTimesResponse(string TimeZone, IReadOnlyList<DateTimeOffset> Times);
