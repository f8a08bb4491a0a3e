using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Functions;
using FaaS.Client.Json;

namespace FaaS.Cli.Deploying;

internal sealed class DeployCommand : CliCommand
{
    private readonly Argument<string> _path = new("PATH")
    {
        Description = "A source file, a folder (zipped without what its .faasignore names) or a zip archive.",
    };

    private readonly DeployOptions _options = new();

    public DeployCommand(CliContext context)
        : base(context, "deploy", "Deploy a function, or a new version of it; what is not said stays as it is.")
    {
        Add(_path);
        foreach (var option in _options.All)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas deploy examples/functions/python/hello.py", "name, runtime and handler from the file"),
        new("./faas deploy ./thumbnails --name thumbs --memory 512 --timeout 1m --env SIZE=200", "a folder"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var source = Deployable.Read(arguments.GetRequiredValue(_path), arguments.GetValue(_options.Runtime));
        var name = Known(arguments.GetValue(_options.Name) ?? source.Name, "--name NAME");
        var existing = await session.Api.Functions.FindAsync(name, cancellationToken);
        var definition = Define(arguments, name, source, existing);

        if (existing is not null && arguments.GetValue(_options.Version) is null && IsSame(existing, definition))
        {
            return Report(session, existing, $"{name} {existing.Version} is up to date.");
        }

        var deployed = await DeployProgress.ShowAsync(session.Terminal.Error, progress => existing is null
            ? session.Api.Functions.CreateAsync(definition, progress, cancellationToken)
            : session.Api.Functions.UpdateAsync(name, definition, progress, cancellationToken));

        return Report(
            session,
            deployed,
            $"{deployed.Name} {deployed.Version} deployed in {Amounts.Duration(Stopwatch.GetElapsedTime(started))} "
            + $"({deployed.Runtime}, {deployed.Handler}, {Amounts.Bytes(deployed.Code.Size)}).");
    }

    private FunctionDefinition Define(
        ParseResult arguments,
        string name,
        Deployable source,
        FunctionInfo? existing) => new()
        {
            Name = name,
            Version = arguments.GetValue(_options.Version),
            Runtime = Known(source.Runtime, "--runtime RUNTIME"),
            Handler = Known(arguments.GetValue(_options.Handler) ?? source.Handler, "--handler HANDLER"),
            Code = source.Code,
            Timeout = arguments.GetValue(_options.Timeout) ?? existing?.Timeout,
            MemoryMb = arguments.GetValue(_options.Memory) ?? existing?.MemoryMb,
            Cpu = arguments.GetValue(_options.Cpu) ?? existing?.Cpu,
            MaxConcurrency = arguments.GetValue(_options.MaxConcurrency) ?? existing?.MaxConcurrency,
            Isolation = arguments.GetValue(_options.Isolation) ?? existing?.Isolation,
            Network = arguments.GetValue(_options.Network) ?? existing?.Network,
            MaxEventAge = arguments.GetValue(_options.MaxEventAge) ?? existing?.MaxEventAge,
            Retry = _options.Retry.PolicyOf(arguments, existing?.Retry),
            OnSuccess = DestinationOf(arguments, _options.OnSuccess, existing?.OnSuccess),
            OnFailure = DestinationOf(arguments, _options.OnFailure, existing?.OnFailure),
            Environment = arguments.GetValue(_options.Environment) ?? existing?.Environment,
            Metadata = arguments.GetValue(_options.Metadata) ?? existing?.Metadata,
        };

    private Destination? DestinationOf(ParseResult arguments, Option<string?> option, Destination? current)
        => DeployOptions.DestinationOf(
            arguments.GetValue(option), arguments.GetValue(_options.WebhookSecret), current);

    private static bool IsSame(FunctionInfo existing, FunctionDefinition wanted)
        => existing.Code.Digest == Convert.ToHexStringLower(SHA256.HashData(wanted.Code))
            && (existing.Runtime, existing.Handler) == (wanted.Runtime, wanted.Handler)
            && (existing.Timeout, existing.MemoryMb, existing.Cpu, existing.MaxConcurrency)
                == (wanted.Timeout, wanted.MemoryMb, wanted.Cpu, wanted.MaxConcurrency)
            && (existing.Isolation, existing.Network) == (wanted.Isolation, wanted.Network)
            && existing.MaxEventAge == wanted.MaxEventAge
            && existing.Retry == wanted.Retry
            && (existing.OnSuccess, existing.OnFailure) == (wanted.OnSuccess, wanted.OnFailure)
            && IsSame(existing.Environment, wanted.Environment)
            && IsSame(existing.Metadata, wanted.Metadata);

    private static bool IsSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string>? other)
        => other is not null && one.Count == other.Count
            && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static string Known(string? value, string option)
        => value ?? throw new UsageException($"The path does not tell: say {option}.");

    private static ExitCode Report(CliSession session, FunctionInfo function, string sentence)
    {
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(function, FaasJson.Default.FunctionInfo);
            return ExitCode.Ok;
        }

        session.Terminal.Output.WriteLine(sentence);
        session.Terminal.Error.WriteNote($"Run it: ./faas invoke {function.Name}");
        return ExitCode.Ok;
    }
}
