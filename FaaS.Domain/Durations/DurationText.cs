using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace FaaS.Domain.Durations;

/// <summary>Durations as people write them, <c>500ms</c>, <c>1m30s</c>, and as ISO 8601 does, <c>PT30S</c>.</summary>
public static partial class DurationText
{
    private const int MaxLength = 32;

    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is not { Length: > 0 and <= MaxLength })
        {
            return false;
        }

        return text[0] == 'P' ? TryParseIso(text, out duration) : TryParseUnits(text, out duration);
    }

    public static TimeSpan Parse(string text)
        => TryParse(text, out var duration) ? duration : throw new FormatException("Not a duration.");

    /// <summary>The shortest exact form, to the millisecond: <c>1m30s</c>, <c>1s500ms</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.FromMilliseconds(1))
        {
            return "0s";
        }

        var hours = (long)duration.TotalHours;
        return Part(hours, "h") + Part(duration.Minutes, "m") + Part(duration.Seconds, "s")
            + Part(duration.Milliseconds, "ms");
    }

    private static bool TryParseUnits(string text, out TimeSpan duration)
    {
        var match = Units.Match(text);
        duration = match.Success
            ? TimeSpan.FromTicks((long)(Ticks(match, "h", TimeSpan.TicksPerHour)
                + Ticks(match, "m", TimeSpan.TicksPerMinute)
                + Ticks(match, "s", TimeSpan.TicksPerSecond)
                + Ticks(match, "ms", TimeSpan.TicksPerMillisecond)))
            : default;
        return match.Success;
    }

    private static decimal Ticks(Match match, string unit, long ticksPerUnit)
        => match.Groups[unit] is { Success: true, Value: var number }
            ? decimal.Parse(number, CultureInfo.InvariantCulture) * ticksPerUnit
            : 0;

    private static bool TryParseIso(string text, out TimeSpan duration)
    {
        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            duration = default;
            return false;
        }
    }

    private static string Part(long value, string unit)
        => value == 0 ? "" : value.ToString(CultureInfo.InvariantCulture) + unit;

    // The digits are bounded, so that no sum overflows.
    [GeneratedRegex(
        @"^(?=[0-9])((?<h>[0-9]{1,6}(\.[0-9]{1,6})?)h)?((?<m>[0-9]{1,6}(\.[0-9]{1,6})?)m(?!s))?"
        + @"((?<s>[0-9]{1,9}(\.[0-9]{1,6})?)s)?((?<ms>[0-9]{1,12}(\.[0-9]{1,6})?)ms)?$(?!\n)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Units { get; }
}
