using System.CommandLine;
using FaaS.Cli.CommandLine;

namespace FaaS.Cli.Schedules;

internal sealed class UpdateScheduleCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "A schedule's name or id." };
    private readonly ScheduleOptions _options = new();

    private readonly Option<string?> _function = new("--function", "-f")
    {
        Description = "Another function to run.",
        HelpName = "NAME",
    };

    public UpdateScheduleCommand(CliContext context)
        : base(context, "update", "Change a schedule; what is not mentioned stays as it is.")
    {
        Add(_name);
        Add(_function);
        foreach (var option in _options.All)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<CliExample> Examples =>
        [new("./faas schedules update nightly --cron '0 3 * * *' --overlap skip", "later, and never twice at once")];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var name = arguments.GetRequiredValue(_name);
        var known = (await session.Api.Schedules.GetAsync(name, cancellationToken)).ToDefinition();
        var definition = await _options.ApplyAsync(
            arguments,
            known with { Function = arguments.GetValue(_function) ?? known.Function },
            session.Terminal.Input,
            cancellationToken);
        ScheduleText.Write(session, await session.Api.Schedules.UpdateAsync(name, definition, cancellationToken));
        return ExitCode.Ok;
    }
}
