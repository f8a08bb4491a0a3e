using System.Text.Json;

namespace FaaS.Benchmarks.Reports;

internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public static async Task WriteAsync(string path, IReadOnlyList<Row> rows, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        var report = new { MachineCores = Environment.ProcessorCount, Rows = rows };
        await JsonSerializer.SerializeAsync(file, report, Options, cancellationToken);
    }
}
