using System.Globalization;

namespace FaaS.Scheduler.Retention;

/// <summary>What the tables of invocations hold of one UTC day, by the time in the ids.</summary>
internal sealed record InvocationPartition(DateOnly Day)
{
    private const string NamePrefix = "invocations_";
    private const string DayFormat = "yyyyMMdd";

    public string Invocations => NamePrefix + Suffix;

    public string Logs => $"invocation_logs_{Suffix}";

    /// <summary>Of all the tables, that of the invocations first.</summary>
    public IReadOnlyList<string> Tables =>
        [Invocations, Logs, $"invocation_attempts_{Suffix}", $"invocation_checkpoints_{Suffix}"];

    public DateTimeOffset Begin => new(Day, TimeOnly.MinValue, TimeSpan.Zero);

    public DateTimeOffset End => Begin.AddDays(1);

    private string Suffix => Day.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>Null for a table that is not of one day, as the default partition.</summary>
    public static InvocationPartition? Of(string table)
        => table.StartsWith(NamePrefix, StringComparison.Ordinal)
            && DateOnly.TryParseExact(table[NamePrefix.Length..], DayFormat, out var day)
                ? new(day)
                : null;
}
