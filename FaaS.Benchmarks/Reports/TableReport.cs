using System.Globalization;
using Spectre.Console;

namespace FaaS.Benchmarks.Reports;

internal static class TableReport
{
    // Redirected output has no width of its own, and the default would cut words into letters.
    private const int MinWidth = 140;

    public static void Write(IAnsiConsole console, IReadOnlyList<Row> rows)
    {
        console.Profile.Width = Math.Max(console.Profile.Width, MinWidth);
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("scenario", column => column.NoWrap());
        foreach (var heading in (string[])["p50 ms", "p90 ms", "p99 ms", "calls/s", "cpu ms/call", "errors", "ratio"])
        {
            table.AddColumn(heading, column => column.RightAligned().NoWrap());
        }

        table.AddColumn("claim");
        table.AddColumn("met");
        foreach (var row in rows)
        {
            table.AddRow(
                row.Scenario.EscapeMarkup(),
                Format(row.P50Ms),
                Format(row.P90Ms),
                Format(row.P99Ms),
                Format(row.CallsPerSecond),
                Format(row.CpuMsPerCall),
                row.Errors.ToString(CultureInfo.InvariantCulture),
                Format(row.Ratio),
                row.Claim.EscapeMarkup(),
                row.IsMet ? "[green]yes[/]" : "[red]NO[/]");
        }

        console.Write(table);
    }

    private static string Format(double value) => value.ToString(
        value switch { >= 100 => "0", >= 1 => "0.00", _ => "0.000" }, CultureInfo.InvariantCulture);
}
