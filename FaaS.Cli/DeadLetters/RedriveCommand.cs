using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.DeadLetters;
using FaaS.Client.Json;

namespace FaaS.Cli.DeadLetters;

internal sealed class RedriveCommand : CliCommand
{
    private readonly Argument<Guid?> _id = DeadLetterOptions.Id("Only this one. Without it: all that match.");
    private readonly DeadLetterOptions _which = new();

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "How many of each function become due per second. Default: 10.",
        HelpName = "N",
    };

    public RedriveCommand(CliContext context)
        : base(context, "redrive", "Put them back into the queue, to run as their function is now.")
    {
        Add(_id);
        Add(_rate);
        foreach (var option in _which.All)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas dead-letters redrive --function hello --rate 50", "after a fix, fifty a second"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments, CliSession session, CancellationToken cancellationToken)
    {
        var (api, output) = (session.Api.DeadLetters, session.Terminal.Output);
        if (arguments.GetValue(_id) is { } id)
        {
            var invocation = await api.RedriveAsync(id, cancellationToken);
            if (session.Json)
            {
                output.WriteJson(invocation, FaasJson.Default.Invocation);
            }
            else
            {
                output.WriteLine($"{id} is queued again as {invocation.Function} {invocation.Version}.");
            }

            return ExitCode.Ok;
        }

        var filter = _which.FilterOf(arguments) with { Rate = arguments.GetValue(_rate) };
        var report = await api.RedriveAsync(filter, cancellationToken);
        if (session.Json)
        {
            output.WriteJson(report, FaasJson.Default.RedriveReport);
        }
        else
        {
            output.WriteLine(Text(report));
        }

        return ExitCode.Ok;
    }

    private static string Text(RedriveReport report)
    {
        var orMore = report.Remaining + report.Orphaned >= RedriveReport.MaxCounted ? " or more" : "";
        var text = $"{report.Redriven} redriven, {report.Remaining}{orMore} more match.";
        return report.LastDueAt - TimeProvider.System.GetUtcNow() is { TotalSeconds: >= 1 } wait
            ? $"{text} The last is due in {Amounts.Duration(wait)}."
            : text;
    }
}
