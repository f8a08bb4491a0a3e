using System.CommandLine;
using FaaS.Cli.CommandLine;

namespace FaaS.Cli.Schedules;

internal sealed class SwitchScheduleCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "A schedule's name or id." };
    private readonly bool _enabled;

    public SwitchScheduleCommand(CliContext context, string name, string description, bool enabled)
        : base(context, name, description)
    {
        _enabled = enabled;
        Add(_name);
    }

    public override IReadOnlyList<CliExample> Examples => [new($"./faas schedules {Name} nightly", Description!)];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var name = arguments.GetRequiredValue(_name);
        var known = await session.Api.Schedules.GetAsync(name, cancellationToken);
        var switched = await session.Api.Schedules.UpdateAsync(
            name, known.ToDefinition() with { Enabled = _enabled }, cancellationToken);
        ScheduleText.Write(session, switched);
        return ExitCode.Ok;
    }
}
