using System.CommandLine;
using FaaS.Benchmarks.Scenarios;

namespace FaaS.Benchmarks;

/// <summary>What the command takes. <c>./faas bench</c> says in the environment where the platform is.</summary>
internal sealed class BenchOptions
{
    public Argument<string[]> Names { get; } = new("scenario")
    {
        Description = "Which to run; all when none is named.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<bool> Quick { get; } = new("--quick")
    {
        Description = "Leave out the scenarios that take minutes.",
    };

    public Option<string> Json { get; } = new("--json")
    {
        Description = "Where the same figures are written as JSON, round by round.",
        DefaultValueFactory = _ => Path.Combine(StateDirectory, "bench.json"),
    };

    private static string StateDirectory => Environment.GetEnvironmentVariable("FAAS_STATE") ?? ".faas";

    private Option<Uri> Api { get; } = new("--url")
    {
        Description = "The API of the platform to measure.",
        DefaultValueFactory = _ => new(Environment.GetEnvironmentVariable("FAAS_URL") ?? "http://localhost:8080"),
    };

    private Option<int> Rounds { get; } = new("--rounds")
    {
        Description = "How often subjects and baselines are measured in turn; medians are reported.",
        DefaultValueFactory = _ => 3,
        Validators =
        {
            result =>
            {
                if (result.GetValueOrDefault<int>() < 1)
                {
                    result.AddError("--rounds must be at least 1.");
                }
            },
        },
    };

    private Option<double> Seconds { get; } = new("--seconds")
    {
        Description = "How long one round of back-to-back calls takes; of paced calls four times that.",
        DefaultValueFactory = _ => 5,
    };

    private Option<int> LeakCalls { get; } = new("--leak-calls")
    {
        Description = "Calls between the two looks at what Api and worker hold.",
        DefaultValueFactory = _ => 200_000,
    };

    private Option<int> Backlog { get; } = new("--backlog")
    {
        Description = "Asynchronous invocations that are accepted before the first is run.",
        DefaultValueFactory = _ => 100_000,
    };

    private Option<long> Rows { get; } = new("--rows")
    {
        Description = "Records of invocations that are there while some are read.",
        DefaultValueFactory = _ => 5_000_000,
        Validators =
        {
            result =>
            {
                if (result.GetValueOrDefault<long>() < 10_000)
                {
                    result.AddError("--rows must be at least 10000.");
                }
            },
        },
    };

    private Option<int> Sandboxes { get; } = new("--sandboxes")
    {
        Description = "Idle sandboxes whose memory is measured.",
        DefaultValueFactory = _ => 200,
    };

    private Option<double> IdleSeconds { get; } = new("--idle-seconds")
    {
        Description = "How long a function is left alone before its next call.",
        DefaultValueFactory = _ => 60,
    };

    private Option<string> DockerSocket { get; } = new("--docker-socket")
    {
        Description = "The Engine API, for its baseline and for counting containers.",
        DefaultValueFactory = _ => "/var/run/docker.sock",
    };

    private Option<string> ImageTag { get; } = new("--image-tag")
    {
        Description = "The tag of the runtime images.",
        DefaultValueFactory = _ => File.ReadAllText(
            Path.Combine(AppContext.BaseDirectory, "runtime-images", "VERSION")).Trim(),
    };

    public void AddTo(RootCommand command)
    {
        command.Add(Names);
        Option[] options =
        [
            Quick, Rounds, Seconds, LeakCalls, Backlog, Rows, Sandboxes, IdleSeconds, Json, Api, DockerSocket, ImageTag,
        ];
        Array.ForEach(options, command.Add);
    }

    public BenchSettings SettingsOf(ParseResult arguments) => new()
    {
        Api = arguments.GetValue(Api)!,
        StateDirectory = StateDirectory,
        DockerSocket = arguments.GetValue(DockerSocket)!,
        ImageTag = arguments.GetValue(ImageTag)!,
        Rounds = arguments.GetValue(Rounds),
        RoundTime = TimeSpan.FromSeconds(arguments.GetValue(Seconds)),
        LeakCalls = arguments.GetValue(LeakCalls),
        Backlog = arguments.GetValue(Backlog),
        Rows = arguments.GetValue(Rows),
        Sandboxes = arguments.GetValue(Sandboxes),
        Idle = TimeSpan.FromSeconds(arguments.GetValue(IdleSeconds)),
    };
}
