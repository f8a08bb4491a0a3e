using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Json;
using FaaS.Client.Schedules;

namespace FaaS.Cli.Schedules;

internal sealed class ListSchedulesCommand : CliCommand
{
    private readonly Option<string?> _function = new("--function", "-f")
    {
        Description = "Only those of this function.",
        HelpName = "NAME",
    };

    public ListSchedulesCommand(CliContext context)
        : base(context, "list", "List the schedules.")
    {
        Aliases.Add("ls");
        Add(_function);
    }

    public override IReadOnlyList<CliExample> Examples =>
        [new("./faas schedules list --function hello", "when hello runs by itself")];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var schedules = await session.Api.Schedules.ListAllAsync(arguments.GetValue(_function), cancellationToken)
            .ToListAsync(cancellationToken);
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(schedules, FaasJson.Default.IReadOnlyListScheduleInfo);
        }
        else if (schedules.Count == 0)
        {
            session.Terminal.Error.WriteNote("No schedules. Try: ./faas schedules create NAME FUNCTION --every 1h");
        }
        else
        {
            Table(schedules).Write(session.Terminal.Output);
        }

        return ExitCode.Ok;
    }

    private static Columns Table(List<ScheduleInfo> schedules)
    {
        var table = new Columns("NAME", "FUNCTION", "WHEN", "OVERLAP", "CATCH UP", "NEXT", "LAST");
        foreach (var schedule in schedules)
        {
            table.Add(
                schedule.Name,
                schedule.Function,
                ScheduleText.When(schedule),
                schedule.Overlap.ToString().ToLowerInvariant(),
                schedule.CatchUp.ToString().ToLowerInvariant(),
                ScheduleText.Next(schedule),
                ScheduleText.Time(schedule.LastDueAt));
        }

        return table;
    }
}
