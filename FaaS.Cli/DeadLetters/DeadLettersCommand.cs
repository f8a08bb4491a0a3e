using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.DeadLetters;
using FaaS.Client.Json;

namespace FaaS.Cli.DeadLetters;

internal sealed class DeadLettersCommand : CliCommand
{
    private const int DefaultLimit = 50;

    private readonly DeadLetterOptions _which = new();

    public DeadLettersCommand(CliContext context)
        : base(context, "dead-letters", "List invocations that were given up; show, redrive or purge them.")
    {
        foreach (var option in _which.All)
        {
            Add(option);
        }

        Add(new ShowDeadLetterCommand(context));
        Add(new RedriveCommand(context));
        Add(new PurgeCommand(context));
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas dead-letters --function hello --since 1h", "what was given up lately"),
        new("./faas dead-letters redrive --function hello --rate 50", "after a fix, fifty a second"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments, CliSession session, CancellationToken cancellationToken)
    {
        var filter = _which.FilterOf(arguments);
        var page = await Listing.ReadAsync(
            filter.Limit ?? DefaultLimit,
            (limit, cursor) => session.Api.DeadLetters.ListAsync(
                filter with { Limit = limit }, cursor, cancellationToken));
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(page.Items, FaasJson.Default.IReadOnlyListDeadLetter);
        }
        else if (page.Items.Count == 0)
        {
            session.Terminal.Error.WriteNote("No dead letters.");
        }
        else
        {
            Table(page.Items).Write(session.Terminal.Output);
        }

        Listing.NoteMore(session, page);
        return ExitCode.Ok;
    }

    private static Columns Table(IReadOnlyList<DeadLetter> letters)
    {
        var now = TimeProvider.System.GetUtcNow();
        var table = new Columns("ID", "FUNCTION", "VERSION", "REASON", "ATTEMPT", "ERROR", "DIED");
        foreach (var letter in letters)
        {
            table.Add(
                letter.Id.ToString(),
                letter.Function,
                letter.Version,
                letter.Reason ?? "-",
                $"{letter.Attempt} of {letter.MaxAttempts}",
                letter.Error?.Type ?? "-",
                letter.DiedAt is { } died ? Amounts.Ago(died, now) : "-");
        }

        return table;
    }
}
