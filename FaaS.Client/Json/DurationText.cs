using System.Buffers;
using System.Globalization;
using System.Xml;

namespace FaaS.Client.Json;

/// <summary>Durations as the API writes them: <c>500ms</c>, <c>30s</c>, <c>1m30s</c>, <c>2h</c>. ISO 8601 is read
/// too.</summary>
public static class DurationText
{
    private const decimal MaxValue = 1_000_000_000;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Reads <c>30s</c>, <c>1m30s</c>, <c>1.5s</c>, <c>PT30S</c>; false for anything else, negative durations
    /// included.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is null || text.Length is 0 or > 32)
        {
            return false;
        }

        return text[0] == 'P' ? TryParseIso(text, out duration) : TryParseUnits(text, out duration);
    }

    /// <summary>Writes the shortest exact form: <c>30s</c>, <c>90s</c>, <c>1500ms</c>.</summary>
    public static string Format(TimeSpan duration)
        => duration.Ticks % TimeSpan.TicksPerSecond == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s")
            : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms");

    private static bool TryParseUnits(ReadOnlySpan<char> rest, out TimeSpan duration)
    {
        duration = default;
        var larger = long.MaxValue;
        while (!rest.IsEmpty)
        {
            var digits = Math.Max(rest.IndexOfAnyExcept(Digits), 0);
            var number = rest[..digits];
            rest = rest[digits..];
            var letters = rest.IndexOfAny(Digits) is >= 0 and var next ? next : rest.Length;
            var ticks = TicksOf(rest[..letters]);
            rest = rest[letters..];
            if (ticks == 0 || ticks >= larger
                || !decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
                || count > MaxValue)
            {
                return false;
            }

            duration += TimeSpan.FromTicks((long)Math.Min(count * ticks, TimeSpan.MaxValue.Ticks / 8));
            larger = ticks;
        }

        return true;
    }

    private static long TicksOf(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => TimeSpan.TicksPerHour,
        "m" => TimeSpan.TicksPerMinute,
        "s" => TimeSpan.TicksPerSecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        _ => 0,
    };

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
}
