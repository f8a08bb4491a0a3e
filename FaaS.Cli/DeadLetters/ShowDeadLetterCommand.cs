using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Json;

namespace FaaS.Cli.DeadLetters;

internal sealed class ShowDeadLetterCommand : CliCommand
{
    private readonly Argument<Guid> _id = new("ID")
    {
        Description = "A dead letter's id.",
        CustomParser = result => ArgumentParsers.InvocationId(result).GetValueOrDefault(),
    };

    public ShowDeadLetterCommand(CliContext context)
        : base(context, "show", "Show one with its payload and its error.")
        => Add(_id);

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas dead-letters show ID --json | jq .payload", "its payload, for a script"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments, CliSession session, CancellationToken cancellationToken)
    {
        var letter = await session.Api.DeadLetters.GetAsync(arguments.GetValue(_id), cancellationToken);
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(letter, FaasJson.Default.DeadLetter);
            return ExitCode.Ok;
        }

        new FieldList()
            .Add("Id", letter.Id.ToString())
            .Add("Function", $"{letter.Function} {letter.Version}")
            .Add("Reason", letter.Reason)
            .Add("Attempt", $"{letter.Attempt} of {letter.MaxAttempts}")
            .Add("Died", letter.DiedAt?.ToString("u"))
            .Add("Payload", letter.Payload is { } payload ? Printable.Text(payload.GetRawText()) : null)
            .Add("Error", letter.Error is { } error ? FunctionErrorText.Headline(error) : null)
            .Write(session.Terminal.Output);
        FunctionErrorText.WriteStackTrace(session.Terminal.Output, letter.Error);
        return ExitCode.Ok;
    }
}
