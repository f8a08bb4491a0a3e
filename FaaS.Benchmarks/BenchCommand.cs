using System.CommandLine;
using FaaS.Benchmarks.Reports;
using FaaS.Benchmarks.Scenarios;
using FaaS.Client;
using Spectre.Console;

namespace FaaS.Benchmarks;

internal static class BenchCommand
{
    private static readonly Argument<string[]> Names = new("scenario")
    {
        Description = "Which scenarios to run; all when none is named.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<Uri> Api = new("--url")
    {
        Description = "The API of the platform to measure.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How often each pair of subject and baseline is measured; medians are reported.",
        DefaultValueFactory = _ => 3,
    };

    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "How long one round takes.",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<string> Json = new("--json")
    {
        Description = "Where the same figures are written as JSON.",
        DefaultValueFactory = _ => "bench.json",
    };

    private static readonly Option<string> DockerSocket = new("--docker-socket")
    {
        Description = "The Engine API, for the docker run baseline.",
        DefaultValueFactory = _ => "/var/run/docker.sock",
    };

    private static readonly Option<string> ImageTag = new("--image-tag")
    {
        Description = "The tag of the runtime images (runtime-images/VERSION).",
        DefaultValueFactory = _ => "1",
    };

    public static RootCommand Create()
    {
        var command = new RootCommand("Measures a running platform against baselines in the same run.")
        {
            Names, Api, Rounds, Seconds, Json, DockerSocket, ImageTag,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        IScenario[] all =
        [
            new WarmScenario(),
            new FreshScenario(arguments.GetValue(DockerSocket)!, arguments.GetValue(ImageTag)!),
            new PayloadScenario(),
        ];
        var names = arguments.GetValue(Names)!;
        if (names.Except(all.Select(scenario => scenario.Name)).FirstOrDefault() is { } unknown)
        {
            var known = string.Join(", ", all.Select(scenario => scenario.Name));
            await Console.Error.WriteLineAsync($"There is no scenario '{unknown}'; there are {known}.");
            return 2;
        }

        var api = arguments.GetValue(Api)!;
        using var client = new FaasClient(api);
        var bench = new Bench(
            api, client, arguments.GetValue(Rounds), TimeSpan.FromSeconds(arguments.GetValue(Seconds)));
        var rows = new List<Row>();
        foreach (var scenario in all.Where(scenario => names.Length == 0 || names.Contains(scenario.Name)))
        {
            await Console.Error.WriteLineAsync($"{scenario.Name} …");
            rows.AddRange(await scenario.RunAsync(bench, cancellationToken));
        }

        TableReport.Write(AnsiConsole.Console, rows);
        await JsonReport.WriteAsync(arguments.GetValue(Json)!, rows, cancellationToken);
        return rows.TrueForAll(row => row.IsMet) ? 0 : 1;
    }
}
