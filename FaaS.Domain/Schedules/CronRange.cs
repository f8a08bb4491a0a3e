using System.Globalization;

namespace FaaS.Domain.Schedules;

/// <summary>What may stand in one place of a cron expression.</summary>
/// <param name="Names">Of the values from <paramref name="First"/> on, where there are any.</param>
/// <param name="Last">For days of the week 7, which is Sunday as 0 is.</param>
internal sealed record CronRange(string Name, int First, int Last, params IReadOnlyList<string> Names)
{
    private const int DaysPerWeek = 7;

    public static readonly CronRange Second = new("second", 0, 59);
    public static readonly CronRange Minute = new("minute", 0, 59);
    public static readonly CronRange Hour = new("hour", 0, 23);
    public static readonly CronRange DayOfMonth = new("day of month", 1, 31);

    public static readonly CronRange Month = new(
        "month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    public static readonly CronRange DayOfWeek = new(
        "day of week", 0, DaysPerWeek, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    public string Shown => Names.Count == 0 ? $"{First} to {Last}" : $"{First} to {Last} or {Names[0]} to {Names[^1]}";

    public int Canonical(int value) => ReferenceEquals(this, DayOfWeek) ? value % DaysPerWeek : value;

    public bool TryParse(string text, out int value)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.Equals(text, Names[i], StringComparison.OrdinalIgnoreCase))
            {
                value = First + i;
                return true;
            }
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= First && value <= Last;
    }
}
