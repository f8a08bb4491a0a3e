using System.CommandLine;
using System.CommandLine.Parsing;
using FaaS.Cli.CommandLine;
using FaaS.Client.Functions;

namespace FaaS.Cli.Deploying;

/// <summary>What "deploy" takes besides the path.</summary>
internal sealed class DeployOptions
{
    public Option<string?> Name { get; } = new("--name", "-n")
    {
        Description = "The function's name. Default: from the path.",
        HelpName = "NAME",
    };

    public Option<string?> Runtime { get; } = new("--runtime", "-r")
    {
        Description = "python, nodejs or go. Default: from the files.",
        HelpName = "RUNTIME",
    };

    public Option<string?> Handler { get; } = new("--handler")
    {
        Description = "file.function, or a file that is run as a program. Default: its 'handler', else the file.",
        HelpName = "HANDLER",
    };

    public Option<string?> Version { get; } = new("--version")
    {
        Description = "The version to publish. Default: 1.0.0, then the one after the current one.",
        HelpName = "VERSION",
    };

    public Option<int?> Memory { get; } = new("--memory", "-m")
    {
        Description = "Memory limit in MiB, 64 to 10240.",
        HelpName = "MIB",
    };

    public Option<TimeSpan?> Timeout { get; } = new("--timeout", "-t")
    {
        Description = "How long one invocation may run: 500ms, 30s, 5m. 1s to 15m.",
        HelpName = "TIME",
        CustomParser = ArgumentParsers.Duration,
    };

    public Option<double?> Cpu { get; } = new("--cpu")
    {
        Description = "CPU limit in cores, such as 0.5.",
        HelpName = "CORES",
    };

    public Option<int?> MaxConcurrency { get; } = new("--max-concurrency")
    {
        Description = "How many invocations may run at once.",
        HelpName = "N",
    };

    public Option<Isolation?> Isolation { get; } = new("--isolation")
    {
        Description = "'invocation': a fresh sandbox for each. 'function': sandboxes are used again.",
        HelpName = "invocation|function",
    };

    public Option<NetworkAccess?> Network { get; } = new("--network")
    {
        Description = "'none', or 'egress' to let it open connections.",
        HelpName = "none|egress",
    };

    public Option<TimeSpan?> MaxEventAge { get; } = new("--max-event-age")
    {
        Description = "How long an asynchronous invocation may wait to be started: 1s to 168h.",
        HelpName = "TIME",
        CustomParser = ArgumentParsers.Duration,
    };

    public RetryOptions Retry { get; } = new();

    public Option<Dictionary<string, string>?> Environment { get; } = new("--env", "-e")
    {
        Description = "An environment variable; may be repeated. All of them together replace those it has.",
        HelpName = "KEY=VALUE",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ParsePairs,
    };

    public Option<Dictionary<string, string>?> Metadata { get; } = new("--metadata")
    {
        Description = "A note of your own on the function; may be repeated. All of them together replace those it has.",
        HelpName = "KEY=VALUE",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ParsePairs,
    };

    public Option<string?> OnSuccess { get; } = new("--on-success")
    {
        Description = "Who is told of asynchronous successes: a function's name, a URL, or 'none'.",
        HelpName = "TARGET",
    };

    public Option<string?> OnFailure { get; } = new("--on-failure")
    {
        Description = "Who is told of dead letters: a function's name, a URL, or 'none'.",
        HelpName = "TARGET",
    };

    public Option<string?> WebhookSecret { get; } = new("--webhook-secret")
    {
        Description = "Signs what is sent to URLs. Default: the one that the function has.",
        HelpName = "TEXT",
    };

    public IReadOnlyList<Option> All =>
    [
        Name, Runtime, Handler, Version, Memory, Timeout, Cpu, MaxConcurrency, Isolation, Network,
        MaxEventAge, Environment, Metadata, OnSuccess, OnFailure, WebhookSecret, .. Retry.All,
    ];

    /// <param name="target">What the user wrote. Null: keep <paramref name="current"/>.</param>
    /// <param name="secret">For a URL.</param>
    /// <param name="current">What the function has.</param>
    public static Destination? DestinationOf(string? target, string? secret, Destination? current) => target switch
    {
        null => current?.Url is null ? current : current with { Secret = secret },
        "none" => null,
        _ when target.Contains("://", StringComparison.Ordinal) => new() { Url = target, Secret = secret },
        _ => new() { Function = target },
    };

    private static Dictionary<string, string>? ParsePairs(ArgumentResult result)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                result.AddError($"'{text}' is not of the form KEY=VALUE.");
                return null;
            }

            pairs[text[..equals]] = text[(equals + 1)..];
        }

        return pairs;
    }
}
