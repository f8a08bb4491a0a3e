using System.Globalization;

namespace FaaS.Cli.Terminals;

/// <summary>Numbers as people read them.</summary>
internal static class Amounts
{
    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => Round(bytes / 1024.0, "KiB"),
        < 1024 * 1024 * 1024 => Round(bytes / (1024.0 * 1024), "MiB"),
        _ => Round(bytes / (1024.0 * 1024 * 1024), "GiB"),
    };

    public static string Duration(TimeSpan duration) => duration.TotalMilliseconds switch
    {
        < 1000 => Round(duration.TotalMilliseconds, "ms"),
        < 60_000 => Round(duration.TotalSeconds, "s"),
        < 3_600_000 => $"{duration.Minutes} min {duration.Seconds} s",
        _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
    };

    public static string? Milliseconds(double? milliseconds)
        => milliseconds is { } value ? Duration(TimeSpan.FromMilliseconds(value)) : null;

    public static string Ago(DateTimeOffset time, DateTimeOffset now) => (now - time) switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalMinutes: < 1 } and { Seconds: var seconds } => $"{seconds} s ago",
        { TotalHours: < 1 } and { Minutes: var minutes } => $"{minutes} min ago",
        { TotalDays: < 1 } and { Hours: var hours } => $"{hours} h ago",
        var age => $"{(int)age.TotalDays} d ago",
    };

    private static string Round(double value, string unit)
        => value.ToString(value < 10 ? "0.#" : "0", CultureInfo.InvariantCulture) + " " + unit;
}
