using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaaS.Benchmarks.Reports;

/// <summary>The table for programs, with every round.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    public static async Task WriteAsync(
        string path, Machine machine, IReadOnlyList<ScenarioReport> scenarios, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        await WriteAsync(file, machine, scenarios, cancellationToken);
    }

    public static Task WriteAsync(
        Stream file, Machine machine, IReadOnlyList<ScenarioReport> scenarios, CancellationToken cancellationToken)
    {
        var report = new
        {
            Machine = machine,
            Met = scenarios.All(scenario => scenario.IsMet),
            Scenarios = scenarios.Select(scenario => new
            {
                Name = scenario.Scenario,
                scenario.Failure,
                TookSeconds = Math.Round(scenario.Took.TotalSeconds, 1),
                Rows = scenario.Rows.Select(RowOf),
            }),
        };
        return JsonSerializer.SerializeAsync(file, report, Options, cancellationToken);
    }

    private static object RowOf(Row row) => new
    {
        row.Name,
        Met = row.IsMet,
        Median = row.Series is not { } series ? null : new
        {
            series.P50Ms,
            series.P90Ms,
            series.P99Ms,
            series.CallsPerSecond,
            series.CpuMsPerCall,
        },
        row.Series?.Containers,
        row.Series?.Errors,
        row.Bars,
        row.Figures,
        row.Series?.Rounds,
    };
}
