using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Client.Json;

namespace FaaS.Cli.Schedules;

internal sealed class NextTimesCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "A schedule's name or id." };

    private readonly Option<int> _count = new("-n")
    {
        Description = "How many. Default: 5.",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
    };

    public NextTimesCommand(CliContext context)
        : base(context, "next", "Say when a schedule is due next, in its own time zone.")
    {
        Add(_name);
        Add(_count);
    }

    public override IReadOnlyList<CliExample> Examples =>
        [new("./faas schedules next nightly -n 3", "the next three times, where clocks change included")];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var due = await session.Api.Schedules.GetNextAsync(
            arguments.GetRequiredValue(_name), arguments.GetValue(_count), cancellationToken);
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(due, FaasJson.Default.DueTimes);
            return ExitCode.Ok;
        }

        foreach (var time in due.Times)
        {
            session.Terminal.Output.WriteLine(ScheduleText.Time(time));
        }

        return ExitCode.Ok;
    }
}
