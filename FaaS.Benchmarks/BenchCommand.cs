using System.CommandLine;
using FaaS.Benchmarks.Reports;
using FaaS.Benchmarks.Scenarios;
using Spectre.Console;

namespace FaaS.Benchmarks;

internal static class BenchCommand
{
    private static readonly BenchOptions Options = new();

    private static readonly IScenario[] All =
    [
        new GeneratorScenario(),
        new WarmScenario(),
        new PacedScenario(),
        new FreshScenario(),
        new SaturatedScenario(),
        new ImportScenario(),
        new FirstCallScenario(),
        new UnseenScenario(),
        new ProgramScenario(),
        new PayloadScenario(),
        new AcceptScenario(),
        new DispatchScenario(),
        new IdleScenario(),
        new BacklogScenario(),
        new RecordsScenario(),
        new LeakScenario(),
        new DensityScenario(),
    ];

    public static RootCommand Create()
    {
        var names = string.Join(", ", All.Select(scenario => scenario.IsLong ? $"{scenario.Name}*" : scenario.Name));
        var command = new RootCommand(
            $"Measures a platform that is up against baselines in the same run. Scenarios: {names} (* takes minutes).");
        Options.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var names = arguments.GetValue(Options.Names)!;
        if (names.Except(All.Select(scenario => scenario.Name)).FirstOrDefault() is { } unknown)
        {
            var known = string.Join(", ", All.Select(scenario => scenario.Name));
            await Console.Error.WriteLineAsync($"There is no scenario '{unknown}'; there are {known}.");
            return 2;
        }

        await using var bench = await Bench.StartAsync(Options.SettingsOf(arguments), cancellationToken);
        var isQuick = arguments.GetValue(Options.Quick);
        var chosen = names.Length > 0
            ? All.Where(scenario => names.Contains(scenario.Name))
            : All.Where(scenario => !(isQuick && scenario.IsLong));
        var reports = new List<ScenarioReport>();
        foreach (var scenario in chosen)
        {
            await Console.Error.WriteAsync($"{scenario.Name} … ");
            var report = await RunAsync(scenario, bench, cancellationToken);
            reports.Add(report);
            await Console.Error.WriteLineAsync($"{report.Took.TotalSeconds:0} s{(report.IsMet ? "" : ", not met")}");
        }

        TableReport.Write(Terminal(), reports);
        var machine = await Machine.DescribeAsync(bench.Docker, cancellationToken);
        await JsonReport.WriteAsync(arguments.GetValue(Options.Json)!, machine, reports, cancellationToken);
        return reports.TrueForAll(report => report.IsMet) ? 0 : 1;
    }

    private static IAnsiConsole Terminal() => AnsiConsole.Create(new()
    {
        Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
    });

    private static async Task<ScenarioReport> RunAsync(
        IScenario scenario, Bench bench, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        try
        {
            var rows = await scenario.RunAsync(bench, cancellationToken);
            await bench.ClearAsync(cancellationToken);
            return new(scenario.Name, TimeProvider.System.GetElapsedTime(startedAt), rows);
        }
#pragma warning disable CA1031 // Whatever a scenario fails of, the others are still worth their while.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            await ClearAfterFailureAsync(bench, cancellationToken);
            return new(scenario.Name, TimeProvider.System.GetElapsedTime(startedAt), [], exception.Message);
        }
    }

    private static async Task ClearAfterFailureAsync(Bench bench, CancellationToken cancellationToken)
    {
        try
        {
            await bench.ClearAsync(cancellationToken);
        }
#pragma warning disable CA1031 // The failure that is reported came first, and may well be why this does not work.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
        }
    }
}
