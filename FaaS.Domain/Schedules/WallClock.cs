namespace FaaS.Domain.Schedules;

/// <summary>
/// Between the moments of a time zone and what its clocks show, where they are put forward and back. Only the zone's
/// offset at a moment is asked for; nothing is assumed about how large a change is or at what time of the day it comes.
/// </summary>
internal static class WallClock
{
    // Farther from a moment than any offset, and nearer than two changes of the clocks.
    private static readonly TimeSpan Beyond = TimeSpan.FromDays(1);

    public static DateTime At(DateTimeOffset moment, TimeZoneInfo zone)
        => (moment + zone.GetUtcOffset(moment)).UtcDateTime.ToUnspecified();

    /// <summary>
    /// The first moment at which the clocks show that time; for a time that they leap over, the moment of the leap.
    /// </summary>
    public static DateTimeOffset FirstMomentOf(DateTime local, TimeZoneInfo zone)
    {
        var asUtc = new DateTimeOffset(local, TimeSpan.Zero);
        var (before, after) = (zone.GetUtcOffset(asUtc - Beyond), zone.GetUtcOffset(asUtc + Beyond));
        var (early, late) = before > after ? (before, after) : (after, before);
        if (zone.GetUtcOffset(asUtc - early) == early)
        {
            return asUtc - early;
        }

        return zone.GetUtcOffset(asUtc - late) == late
            ? asUtc - late
            : FirstChange(asUtc - Beyond, asUtc + Beyond, zone);
    }

    /// <summary>The moment from which on the offset is no longer that of <paramref name="from"/>.</summary>
    /// <param name="until">Where it is another.</param>
    public static DateTimeOffset FirstChange(DateTimeOffset from, DateTimeOffset until, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(from);
        var (old, changed) = (from.ToUnixTimeSeconds(), until.ToUnixTimeSeconds());
        while (changed - old > 1)
        {
            var middle = old + ((changed - old) / 2);
            (old, changed) = zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset
                ? (middle, changed)
                : (old, middle);
        }

        return DateTimeOffset.FromUnixTimeSeconds(changed);
    }

    private static DateTime ToUnspecified(this DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
}
