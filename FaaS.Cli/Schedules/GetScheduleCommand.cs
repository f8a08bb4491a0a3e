using System.CommandLine;
using FaaS.Cli.CommandLine;

namespace FaaS.Cli.Schedules;

internal sealed class GetScheduleCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "A schedule's name or id." };

    public GetScheduleCommand(CliContext context)
        : base(context, "get", "Show one schedule.")
        => Add(_name);

    public override IReadOnlyList<CliExample> Examples => [new("./faas schedules get nightly", "all about it")];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var name = arguments.GetRequiredValue(_name);
        ScheduleText.Write(session, await session.Api.Schedules.GetAsync(name, cancellationToken));
        return ExitCode.Ok;
    }
}
