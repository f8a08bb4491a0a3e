using System.CommandLine;
using System.CommandLine.Parsing;
using FaaS.Cli.CommandLine;
using FaaS.Client.Invocations;

namespace FaaS.Cli.Invoking;

internal sealed class InvocationsCommand : CliCommand
{
    private readonly Argument<Guid?> _id = new("ID")
    {
        Description = "Show this one with all its details.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ArgumentParsers.InvocationId,
    };

    private readonly Option<string?> _function = new("--function", "-f")
    {
        Description = "Only invocations of this function.",
        HelpName = "NAME",
    };

    private readonly Option<InvocationStatus?> _status = new("--status", "-s")
    {
        Description = "Only those that are in this state.",
        HelpName = "queued|running|succeeded|failed|timed_out|cancelled|dead",
        CustomParser = ParseStatus,
    };

    private readonly Option<TimeSpan?> _since = new("--since")
    {
        Description = "Only those accepted in the last 10m, 2h, …",
        HelpName = "TIME",
        CustomParser = ArgumentParsers.Duration,
    };

    private readonly Option<int> _limit = new("--limit")
    {
        Description = "How many, the newest first. Default: 20.",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    public InvocationsCommand(CliContext context)
        : base(context, "invocations", "List invocations, or show one.")
    {
        Add(_id);
        Add(_function);
        Add(_status);
        Add(_since);
        Add(_limit);
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas invocations --function hello --status failed --since 1h", "what went wrong lately"),
        new("./faas invocations --json --status dead | jq -r '.[].id'", "what needs looking at, for a script"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_id) is { } id)
        {
            var invocation = await session.Api.Invocations.GetAsync(id, null, cancellationToken);
            InvocationText.Write(session, invocation);
            return ExitCode.Ok;
        }

        var now = TimeProvider.System.GetUtcNow();
        var filter = new InvocationFilter
        {
            Function = arguments.GetValue(_function),
            Status = arguments.GetValue(_status),
            Since = now - arguments.GetValue(_since),
        };
        var found = await Listing.ReadAsync(
            arguments.GetValue(_limit),
            (limit, cursor) => session.Api.Invocations.ListAsync(filter, limit, cursor, cancellationToken));
        InvocationText.Write(session, found.Items, now);
        Listing.NoteMore(session, found);
        return ExitCode.Ok;
    }

    private static InvocationStatus? ParseStatus(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Enum.TryParse<InvocationStatus>(text.Replace("_", ""), ignoreCase: true, out var status)
            && Enum.IsDefined(status))
        {
            return status;
        }

        result.AddError($"'{text}' is not a status.");
        return null;
    }
}
