using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Client.Json;

namespace FaaS.Cli.Platform;

internal sealed class DrainCommand : CliCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "A worker's id, as ./faas workers shows it." };

    public DrainCommand(CliContext context)
        : base(context, "drain", "Have a worker finish what runs, take nothing new, and leave.")
        => Add(_id);

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas workers drain worker-2", "before its machine is switched off"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var worker = await session.Api.Admin.DrainWorkerAsync(arguments.GetRequiredValue(_id), cancellationToken);
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(worker, FaasJson.Default.WorkerInfo);
        }
        else
        {
            session.Terminal.Output.WriteLine(
                $"{worker.Id} takes nothing new, and leaves when its {worker.Running} running invocations have ended.");
        }

        return ExitCode.Ok;
    }
}
