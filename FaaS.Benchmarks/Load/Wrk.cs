using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace FaaS.Benchmarks.Load;

/// <summary>The load generator that ours is compared with, where it is installed.</summary>
internal static partial class Wrk
{
    public static bool IsInstalled => Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, "wrk")));

    public static async Task<LoadResult> RunAsync(
        Uri url, int clients, TimeSpan duration, CancellationToken cancellationToken)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                script,
                $"""
                wrk.method = "POST"
                wrk.headers["Content-Type"] = "application/json"
                wrk.body = '{System.Text.Encoding.UTF8.GetString(Hello.Payload)}'
                """,
                cancellationToken);
            var seconds = Math.Max(1, (int)duration.TotalSeconds);
            var start = new ProcessStartInfo(
                "wrk", ["-t", "1", "-c", $"{clients}", "-d", $"{seconds}", "--latency", "-s", script, $"{url}"])
            {
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return Parse(output);
        }
        finally
        {
            File.Delete(script);
        }
    }

    public static LoadResult Parse(string output)
    {
        var summary = Summary.Match(output);
        return new()
        {
            Calls = int.Parse(summary.Groups["calls"].Value, CultureInfo.InvariantCulture),
            Seconds = Milliseconds(summary.Groups["time"].Value) / 1000,
            P50Ms = Milliseconds(LatencyAt(50, output)),
            P90Ms = Milliseconds(LatencyAt(90, output)),
            P99Ms = Milliseconds(LatencyAt(99, output)),
        };
    }

    [GeneratedRegex(@"(?<calls>\d+) requests in (?<time>[\d.]+\w+)")]
    private static partial Regex Summary { get; }

    private static string LatencyAt(int percent, string output)
        => Regex.Match(output, $@"^\s+{percent}%\s+(\S+)", RegexOptions.Multiline).Groups[1].Value;

    // 0.95us, 1.20ms, 5.00s, 1.02m
    private static double Milliseconds(string text)
    {
        var unit = text.TrimStart("0123456789.".ToCharArray());
        var number = double.Parse(text[..^unit.Length], CultureInfo.InvariantCulture);
        return number * unit switch
        {
            "us" => 0.001,
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            _ => throw new FormatException($"wrk wrote a time that is not understood: {text}"),
        };
    }
}
