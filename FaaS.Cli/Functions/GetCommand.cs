using System.CommandLine;
using System.Globalization;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Functions;
using FaaS.Client.Json;

namespace FaaS.Cli.Functions;

internal sealed class GetCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "A function's name or id." };

    private readonly Option<bool> _code = new("--code")
    {
        Description = "Write its code to stdout, as it was deployed: source text or a zip archive.",
    };

    public GetCommand(CliContext context)
        : base(context, "get", "Show one function, or its code.")
    {
        Add(_name);
        Add(_code);
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas get hello", "all about it"),
        new("./faas get hello --code > hello.py", "its code back"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var name = arguments.GetRequiredValue(_name);
        var output = session.Terminal.Output;
        if (arguments.GetValue(_code))
        {
            await output.WriteBytesAsync(
                await session.Api.Functions.GetCodeAsync(name, cancellationToken),
                cancellationToken);
            return ExitCode.Ok;
        }

        var function = await session.Api.Functions.GetAsync(name, cancellationToken);
        if (session.Json)
        {
            output.WriteJson(function, FaasJson.Default.FunctionInfo);
        }
        else
        {
            Fields(function).Write(output);
        }

        return ExitCode.Ok;
    }

    private static FieldList Fields(FunctionInfo function) => new FieldList()
        .Add("Name", function.Name)
        .Add("Id", function.Id.ToString())
        .Add("Version", function.Version)
        .Add("Versions", string.Join(", ", function.Versions))
        .Add("Runtime", function.Runtime)
        .Add("Handler", function.Handler)
        .Add("Code", $"{function.Code.Kind.ToString().ToLowerInvariant()}, {Amounts.Bytes(function.Code.Size)}")
        .Add("Digest", function.Code.Digest)
        .Add("Timeout", DurationText.Format(function.Timeout))
        .Add("Memory", $"{function.MemoryMb} MiB")
        .Add("CPU", string.Create(CultureInfo.InvariantCulture, $"{function.Cpu} cores"))
        .Add("Concurrency", $"at most {function.MaxConcurrency}")
        .Add("Isolation", function.Isolation.ToString().ToLowerInvariant())
        .Add("Network", function.Network.ToString().ToLowerInvariant())
        .Add("Event age", function.MaxEventAge is { } age ? $"at most {DurationText.Format(age)}" : null)
        .Add("Retry", FunctionText.Of(function.Retry))
        .Add("On success", FunctionText.Of(function.OnSuccess))
        .Add("On failure", FunctionText.Of(function.OnFailure))
        .Add("Environment", Pairs(function.Environment))
        .Add("Metadata", Pairs(function.Metadata))
        .Add("Verified", function.Verified ? "built and loaded when deployed" : "not tried out yet")
        .Add("Created", function.CreatedAt.ToString("u", CultureInfo.InvariantCulture))
        .Add("Updated", function.UpdatedAt.ToString("u", CultureInfo.InvariantCulture));

    private static string Pairs(IReadOnlyDictionary<string, string> pairs)
        => string.Join(Environment.NewLine, pairs.Select(pair => $"{pair.Key}={pair.Value}"));
}
