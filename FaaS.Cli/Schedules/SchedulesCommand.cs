using System.CommandLine;
using FaaS.Cli.CommandLine;

namespace FaaS.Cli.Schedules;

/// <summary>A word before the commands about schedules; it does nothing by itself.</summary>
internal sealed class SchedulesCommand : Command
{
    public SchedulesCommand(CliContext context)
        : base("schedules", "Have functions run by themselves.")
    {
        Add(new CreateScheduleCommand(context));
        Add(new ListSchedulesCommand(context));
        Add(new GetScheduleCommand(context));
        Add(new UpdateScheduleCommand(context));
        Add(new DeleteScheduleCommand(context));
        Add(new NextTimesCommand(context));
        Add(new SwitchScheduleCommand(context, "enable", "Let a schedule fire again, from now on.", enabled: true));
        Add(new SwitchScheduleCommand(context, "disable", "Keep a schedule, but do not let it fire.", enabled: false));
    }
}
