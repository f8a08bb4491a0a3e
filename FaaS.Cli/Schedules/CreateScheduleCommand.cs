using System.CommandLine;
using FaaS.Cli.CommandLine;

namespace FaaS.Cli.Schedules;

internal sealed class CreateScheduleCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The schedule's name." };
    private readonly Argument<string> _function = new("FUNCTION") { Description = "A function's name or id." };
    private readonly ScheduleOptions _options = new();

    private readonly Option<bool> _disabled = new("--disabled") { Description = "Do not let it fire yet." };

    public CreateScheduleCommand(CliContext context)
        : base(context, "create", "Have a function run at certain times.")
    {
        Add(_name);
        Add(_function);
        foreach (var option in _options.All)
        {
            Add(option);
        }

        Add(_disabled);
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas schedules create nightly hello --cron '30 2 * * *' --time-zone Europe/Berlin", "once a night"),
        new("./faas schedules create pulse hello --every 30s -d '{\"name\": \"Ada\"}'", "every 30 seconds"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var definition = await _options.ApplyAsync(
            arguments,
            new()
            {
                Name = arguments.GetRequiredValue(_name),
                Function = arguments.GetRequiredValue(_function),
                Enabled = !arguments.GetValue(_disabled),
            },
            session.Terminal.Input,
            cancellationToken);
        ScheduleText.Write(session, await session.Api.Schedules.CreateAsync(definition, cancellationToken));
        return ExitCode.Ok;
    }
}
