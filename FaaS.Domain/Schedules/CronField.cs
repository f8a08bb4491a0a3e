using System.Globalization;

namespace FaaS.Domain.Schedules;

/// <summary>
/// The values that one field of a cron expression allows: <c>*</c>, <c>5</c>, <c>1-5</c>, <c>*/15</c>, <c>10-40/10</c>,
/// <c>MON,WED</c>, and lists of these.
/// </summary>
/// <param name="IsAny">Whether it begins with <c>*</c>, which is what makes a day field give way to the other.</param>
internal readonly record struct CronField(ulong Values, bool IsAny)
{
    public bool Contains(int value) => (Values >> value & 1) != 0;

    /// <summary>The first allowed value that is not less, or -1.</summary>
    public int From(int value)
    {
        var rest = value > 63 ? 0 : Values >> value << value;
        return rest == 0 ? -1 : System.Numerics.BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>Null, or what is wrong with it.</summary>
    public static string? TryParse(string text, CronRange range, out CronField field)
    {
        field = default;
        var values = 0UL;
        foreach (var part in text.Split(','))
        {
            if (Add(part, range, ref values) is { } problem)
            {
                return $"{range.Name}: {problem}";
            }
        }

        field = new(values, text[0] is '*' or '?');
        return null;
    }

    private static string? Add(string part, CronRange range, ref ulong values)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var span = slash < 0 ? part : part[..slash];
        var step = 1;
        if (slash >= 0 && !(int.TryParse(part[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out step)
            && step > 0))
        {
            return $"'{part}' must have a number above 0 after the slash.";
        }

        int first, last;
        if (span is "*" or "?")
        {
            (first, last) = (range.First, range.Last);
        }
        else
        {
            var dash = span.IndexOf('-', StringComparison.Ordinal);
            var from = dash < 0 ? span : span[..dash];
            if (!range.TryParse(from, out first) || !range.TryParse(dash < 0 ? from : span[(dash + 1)..], out last))
            {
                return $"'{part}' must be * or made of values from {range.Shown}.";
            }

            // FRI-SUN ends with the Sunday after it.
            last = last < first && ReferenceEquals(range, CronRange.DayOfWeek) && last == 0 ? range.Last : last;

            // 5/15 means from 5 on, in steps of 15.
            last = slash >= 0 && dash < 0 ? range.Last : last;
        }

        if (first > last)
        {
            return $"'{part}' must not end before it begins.";
        }

        for (var value = first; value <= last; value += step)
        {
            values |= 1UL << range.Canonical(value);
        }

        return null;
    }
}
