namespace FaaS.Domain.Schedules;

/// <summary>
/// When something is due, in the words of Unix cron: minute, hour, day of month, month, day of week, and before them a
/// second if there are six fields. Or one of <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>,
/// <c>@yearly</c>. It speaks of local times and knows no time zone.
/// </summary>
public sealed class CronExpression
{
    private const int MaxLength = 256;
    private const int FieldsWithSeconds = 6;

    // February 29 on a given weekday comes back after 40 years at the latest, the missing one of 2100 included.
    private const int MaxYears = 41;

    private static readonly DateTime AnyDay = new(2026, 1, 1);

    private static readonly Dictionary<string, string> Macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    };

    private readonly CronField _second;
    private readonly CronField _minute;
    private readonly CronField _hour;
    private readonly CronField _month;
    private readonly CronDays _days;
    private readonly string _text;

    private CronExpression(
        string text, CronField second, CronField minute, CronField hour, CronField month, CronDays days)
        => (_text, _second, _minute, _hour, _month, _days) = (text, second, minute, hour, month, days);

    /// <summary>Whether it names no hours: then it is about time that passes, and not about times of the day.</summary>
    public bool IsEveryHour => _hour.Values == (1UL << 24) - 1;

    /// <summary>Null, or what is wrong with it, for who wrote it.</summary>
    public static string? TryParse(string? text, out CronExpression? expression)
    {
        expression = null;
        if (text is not { Length: > 0 and <= MaxLength })
        {
            return $"An expression has 1 to {MaxLength} characters.";
        }

        var fields = Macros.GetValueOrDefault(text.Trim(), text)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields is [['@', ..], ..])
        {
            return $"'{fields[0]}' is none of {string.Join(", ", Macros.Keys)}.";
        }

        if (fields.Length is not (FieldsWithSeconds or FieldsWithSeconds - 1))
        {
            return "An expression has 5 fields (minute, hour, day of month, month, day of week), "
                + $"or 6 with seconds before them, and not {fields.Length}.";
        }

        if (fields.Length < FieldsWithSeconds)
        {
            fields = ["0", .. fields];
        }

        return TryParse(text, fields, out expression);
    }

    /// <summary>The first local time after that one, to the second; null when there is none.</summary>
    public DateTime? After(DateTime local)
    {
        var from = local.AddTicks(TimeSpan.TicksPerSecond - (local.Ticks % TimeSpan.TicksPerSecond));
        var (day, time) = (DateOnly.FromDateTime(from), TimeOnly.FromDateTime(from));
        for (var lastYear = Math.Min(day.Year + MaxYears, DateOnly.MaxValue.Year - 1); day.Year <= lastYear;)
        {
            if (!_month.Contains(day.Month))
            {
                (day, time) = (new DateOnly(day.Year, day.Month, 1).AddMonths(1), TimeOnly.MinValue);
            }
            else if (_days.Contains(day) && TimeFrom(time) is { } due)
            {
                return day.ToDateTime(due);
            }
            else
            {
                (day, time) = (day.AddDays(1), TimeOnly.MinValue);
            }
        }

        return null;
    }

    public override string ToString() => _text;

    private static string? TryParse(string text, string[] fields, out CronExpression? expression)
    {
        expression = null;
        if (CronField.TryParse(fields[0], CronRange.Second, out var second) is { } wrongSecond)
        {
            return wrongSecond;
        }

        if (CronField.TryParse(fields[1], CronRange.Minute, out var minute) is { } wrongMinute)
        {
            return wrongMinute;
        }

        if (CronField.TryParse(fields[2], CronRange.Hour, out var hour) is { } wrongHour)
        {
            return wrongHour;
        }

        if (CronField.TryParse(fields[4], CronRange.Month, out var month) is { } wrongMonth)
        {
            return wrongMonth;
        }

        if (CronDays.TryParse(fields[3], fields[5], out var days) is { } wrongDays)
        {
            return wrongDays;
        }

        var parsed = new CronExpression(text, second, minute, hour, month, days);
        if (parsed.After(AnyDay) is null)
        {
            return "There is no such day, as there is no February 30.";
        }

        expression = parsed;
        return null;
    }

    /// <summary>The first time of a day that is not earlier, or null.</summary>
    private TimeOnly? TimeFrom(TimeOnly time)
    {
        var hour = _hour.From(time.Hour);
        if (hour == time.Hour)
        {
            var minute = _minute.From(time.Minute);
            if (minute == time.Minute && _second.From(time.Second) is var second and >= 0)
            {
                return new(hour, minute, second);
            }

            minute = minute == time.Minute ? _minute.From(minute + 1) : minute;
            if (minute >= 0)
            {
                return new(hour, minute, _second.From(0));
            }

            hour = _hour.From(hour + 1);
        }

        return hour < 0 ? null : new(hour, _minute.From(0), _second.From(0));
    }
}
