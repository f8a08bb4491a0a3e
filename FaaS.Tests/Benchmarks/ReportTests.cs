extern alias benchmarks;

using System.Text.Json;
using benchmarks::FaaS.Benchmarks.Load;
using benchmarks::FaaS.Benchmarks.Reports;
using Spectre.Console;

namespace FaaS.Tests.Benchmarks;

public sealed class ReportTests
{
    private static readonly Machine Somewhere = new(2, "a processor", 23.5, "6.1", "20.10", "overlay2", 1, ".NET 10");

    [Fact]
    public async Task Json_has_machine_medians_rounds_and_bars()
    {
        using var file = new MemoryStream();
        await JsonReport.WriteAsync(file, Somewhere, [Warm(), Failed()], TestContext.Current.CancellationToken);

        var report = JsonDocument.Parse(file.ToArray()).RootElement;
        Assert.Equal(2, report.GetProperty("machine").GetProperty("cores").GetInt32());
        Assert.False(report.GetProperty("met").GetBoolean());
        var scenarios = report.GetProperty("scenarios");
        var row = scenarios[0].GetProperty("rows")[0];
        Assert.Equal("warm nodejs, 1 client", row.GetProperty("name").GetString());
        Assert.True(row.GetProperty("met").GetBoolean());
        Assert.Equal(0.2, row.GetProperty("median").GetProperty("p50_ms").GetDouble());
        var rounds = row.GetProperty("rounds").EnumerateArray();
        Assert.Equal([0.1, 0.3, 0.2], rounds.Select(round => round.GetProperty("p50_ms").GetDouble()));
        var bar = row.GetProperty("bars")[0];
        Assert.Equal("at_most", bar.GetProperty("kind").GetString());
        Assert.Equal((1.5, 2.5), (bar.GetProperty("value").GetDouble(), bar.GetProperty("bound").GetDouble()));
        Assert.Equal("The Api is away.", scenarios[1].GetProperty("failure").GetString());
    }

    [Fact]
    public async Task Json_can_say_that_a_ratio_is_undefined()
    {
        using var file = new MemoryStream();
        var row = Row.Of("nothing", Bar.AtMost("p50", double.NaN, 1));
        await JsonReport.WriteAsync(
            file, Somewhere, [new("warm", TimeSpan.Zero, [row])], TestContext.Current.CancellationToken);

        var bar = JsonDocument.Parse(file.ToArray()).RootElement
            .GetProperty("scenarios")[0].GetProperty("rows")[0].GetProperty("bars")[0];
        Assert.Equal(("NaN", false), (bar.GetProperty("value").GetString(), bar.GetProperty("is_met").GetBoolean()));
    }

    [Fact]
    public void A_row_of_the_longest_names_is_one_line_of_a_terminal()
    {
        var text = TextOf(Warm());

        var line = Assert.Single(text.Split('\n'), line => line.Contains("warm nodejs", StringComparison.Ordinal));
        Assert.Contains("0.2", line, StringComparison.Ordinal);
        Assert.Contains("met p50 / B2's 1.5 ≤ 2.5", line, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), each => Assert.True(each.Length <= TableReport.Width, each));
    }

    [Fact]
    public void The_table_says_what_failed_and_which_errors_there_were()
    {
        var series = new Series("accept (202), 8 clients");
        series.Add(LoadResult.Of([1], TimeSpan.FromSeconds(1)) with { Errors = 3, FirstError = "HTTP 503 [busy]" });

        var text = TextOf(new("accept", TimeSpan.Zero, [Row.Of(series, Bar.AtLeast("calls", 1, 0.5))]), Failed());

        Assert.Contains("fresh failed: The Api is away.", text, StringComparison.Ordinal);
        Assert.Contains("3 errors, the first: HTTP 503 [busy]", text, StringComparison.Ordinal);
        Assert.Contains("0 of 1 rows with a bar are met.", text, StringComparison.Ordinal);
    }

    private static string TextOf(params ScenarioReport[] reports)
    {
        using var writer = new StringWriter();
        var settings = new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) };
        TableReport.Write(AnsiConsole.Create(settings), reports);
        return writer.ToString();
    }

    private static ScenarioReport Warm()
    {
        var series = new Series("warm nodejs, 1 client");
        series.Add(LoadResult.Of([0.1], TimeSpan.FromSeconds(1)));
        series.Add(LoadResult.Of([0.3], TimeSpan.FromSeconds(1)));
        series.Add(LoadResult.Of([0.2], TimeSpan.FromSeconds(1)));
        return new("warm", TimeSpan.FromSeconds(3), [Row.Of(series, Bar.AtMost("p50 / B2's", 1.5, 2.5))]);
    }

    private static ScenarioReport Failed() => new("fresh", TimeSpan.Zero, [], "The Api is away.");
}
