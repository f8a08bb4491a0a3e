using System.Globalization;

namespace FaaS.Domain.Schedules;

/// <summary>
/// On which days an expression holds. As in Unix, either of the two day fields will do when both are restricted, that
/// is, when neither begins with <c>*</c>.
/// </summary>
/// <param name="IsLastOfMonth"><c>L</c> in the day of the month.</param>
/// <param name="NthWeekdays">Bit 7·(n - 1) + weekday for each <c>weekday#n</c>.</param>
internal readonly record struct CronDays(
    CronField OfMonth, bool IsLastOfMonth, CronField OfWeek, ulong NthWeekdays)
{
    private const int DaysPerWeek = 7;
    private const int MostWeeks = 5;

    public bool Contains(DateOnly day)
    {
        var ofMonth = OfMonth.Contains(day.Day)
            || (IsLastOfMonth && day.Day == DateTime.DaysInMonth(day.Year, day.Month));
        var ofWeek = OfWeek.Contains((int)day.DayOfWeek)
            || (NthWeekdays >> (DaysPerWeek * ((day.Day - 1) / DaysPerWeek)) >> (int)day.DayOfWeek & 1) != 0;
        return OfMonth.IsAny || OfWeek.IsAny ? ofMonth && ofWeek : ofMonth || ofWeek;
    }

    /// <summary>Null, or what is wrong.</summary>
    public static string? TryParse(string ofMonth, string ofWeek, out CronDays days)
    {
        days = default;
        var (monthParts, isLast) = Without(ofMonth, "L");
        var month = default(CronField);
        if (monthParts.Length > 0
            && CronField.TryParse(monthParts, CronRange.DayOfMonth, out month) is { } wrongMonth)
        {
            return wrongMonth;
        }

        var nth = 0UL;
        List<string> weekParts = [];
        foreach (var part in ofWeek.Split(','))
        {
            var hash = part.IndexOf('#', StringComparison.Ordinal);
            if (hash < 0)
            {
                weekParts.Add(part);
            }
            else if (CronRange.DayOfWeek.TryParse(part[..hash], out var weekday)
                && int.TryParse(part[(hash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                && n is >= 1 and <= MostWeeks)
            {
                nth |= 1UL << ((DaysPerWeek * (n - 1)) + CronRange.DayOfWeek.Canonical(weekday));
            }
            else
            {
                return $"{CronRange.DayOfWeek.Name}: '{part}' must be like MON#1, from the first to the fifth.";
            }
        }

        var week = default(CronField);
        if (weekParts.Count > 0
            && CronField.TryParse(string.Join(',', weekParts), CronRange.DayOfWeek, out week) is { } wrongWeek)
        {
            return wrongWeek;
        }

        days = new(month, isLast, week, nth);
        return null;
    }

    private static (string Others, bool Found) Without(string field, string part)
    {
        var parts = field.Split(',');
        var rest = parts.Where(one => !string.Equals(one, part, StringComparison.OrdinalIgnoreCase)).ToArray();
        return (string.Join(',', rest), rest.Length < parts.Length);
    }
}
