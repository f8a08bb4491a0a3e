using System.CommandLine;
using FaaS.Cli.CommandLine;

namespace FaaS.Cli.Schedules;

internal sealed class DeleteScheduleCommand : CliCommand
{
    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "Names or ids of schedules.",
        Arity = ArgumentArity.OneOrMore,
    };

    public DeleteScheduleCommand(CliContext context)
        : base(context, "delete", "Delete schedules; what they have fired goes on.")
    {
        Aliases.Add("rm");
        Add(_names);
    }

    public override IReadOnlyList<CliExample> Examples =>
        [new("./faas schedules delete nightly", "it is gone at once, unasked")];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        foreach (var name in arguments.GetRequiredValue(_names))
        {
            await session.Api.Schedules.DeleteAsync(name, cancellationToken);
            if (!session.Json)
            {
                session.Terminal.Output.WriteLine($"{name} deleted.");
            }
        }

        return ExitCode.Ok;
    }
}
