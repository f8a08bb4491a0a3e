using System.Globalization;
using Spectre.Console;

namespace FaaS.Benchmarks.Reports;

internal static class TableReport
{
    // Redirected output has no width of its own, and the default would cut words into letters.
    public const int Width = 120;

    public static void Write(IAnsiConsole console, IReadOnlyList<ScenarioReport> scenarios)
    {
        console.Profile.Width = Math.Max(console.Profile.Width, Width);
        Row[] rows = [.. scenarios.SelectMany(scenario => scenario.Rows)];
        console.Write(TableOf(rows));
        console.WriteLine(
            "cpu: of the machine without the load generator, per call. new: containers created, in all rounds.");

        foreach (var (scenario, _, _, failure) in scenarios.Where(scenario => scenario.Failure is not null))
        {
            console.MarkupLineInterpolated($"[red]{scenario} failed:[/] {failure}");
        }

        foreach (var series in rows.Select(row => row.Series).OfType<Series>().Where(series => series.Errors > 0))
        {
            console.MarkupLineInterpolated(
                $"[red]{series.Name}:[/] {series.Errors} errors, the first: {series.FirstError}");
        }

        Row[] claims = [.. rows.Where(row => row.Bars.Count > 0)];
        console.WriteLine($"{claims.Count(row => row.IsMet)} of {claims.Length} rows with a bar are met.");
    }

    private static Table TableOf(IEnumerable<Row> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("scenario", column => column.NoWrap().Padding(0, 1));
        foreach (var heading in (string[])["p50 ms", "p90 ms", "p99 ms", "calls/s", "cpu ms", "new"])
        {
            table.AddColumn(heading, column => column.RightAligned().NoWrap().Padding(0, 1));
        }

        table.AddColumn("bar", column => column.NoWrap().Padding(1, 0));
        foreach (var row in rows)
        {
            table.AddRow(
                row.Name.EscapeMarkup(),
                Format(row.Series?.P50Ms),
                Format(row.Series?.P90Ms),
                Format(row.Series?.P99Ms),
                Format(row.Series?.CallsPerSecond),
                Format(row.Series?.CpuMsPerCall),
                row.Series?.Containers.ToString(CultureInfo.InvariantCulture) ?? "",
                string.Join('\n', [.. row.Bars.Select(Describe), .. row.Figures.Select(Describe), .. ErrorsOf(row)]));
        }

        return table;
    }

    private static string Describe(Bar bar)
    {
        var sign = bar.Kind == BarKind.AtMost ? '≤' : '≥';
        var verdict = bar.IsMet ? "[green]met[/]" : "[red]NO[/] ";
        return $"{verdict} {bar.Of.EscapeMarkup()} {Format(bar.Value)} {sign} {Format(bar.Bound)}";
    }

    private static string Describe(KeyValuePair<string, double> figure)
        => $"    {figure.Key.EscapeMarkup()} {Format(figure.Value)}";

    private static IEnumerable<string> ErrorsOf(Row row)
        => row.Series is { Errors: > 0 and var errors } ? [$"[red]NO[/]  {errors} errors"] : [];

    private static string Format(double? value) => value?.ToString(
        Math.Abs(value.Value) switch { >= 100 => "0", >= 10 => "0.#", >= 1 => "0.##", _ => "0.###" },
        CultureInfo.InvariantCulture) ?? "";
}
