using System.CommandLine;
using System.Globalization;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Json;

namespace FaaS.Cli.Platform;

internal sealed class WorkersCommand : CliCommand
{
    public WorkersCommand(CliContext context)
        : base(context, "workers", "List the workers that are connected, and how busy they are.")
    {
        Add(new DrainCommand(context));
        Add(new RebalanceCommand(context));
    }

    public override IReadOnlyList<CliExample> Examples => [new("./faas workers", "one line per machine")];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var workers = await session.Api.Admin.ListWorkersAsync(cancellationToken);
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(workers, FaasJson.Default.IReadOnlyListWorkerInfo);
            return ExitCode.Ok;
        }

        var table = new Columns("ID", "HOST", "STATE", "RUNNING", "WARM", "MEMORY", "CPUS", "RUNTIMES", "DETAIL");
        foreach (var worker in workers)
        {
            table.Add(
                worker.Id,
                worker.Host ?? "",
                worker.State,
                $"{worker.Running} of {worker.Slots}",
                worker.Warm.ToString(CultureInfo.InvariantCulture),
                $"{worker.MemoryUsedMb} of {worker.MemoryMb} MiB",
                worker.Cpus.ToString(CultureInfo.InvariantCulture),
                string.Join(", ", worker.Runtimes),
                worker.Detail ?? "");
        }

        table.Write(session.Terminal.Output);
        return ExitCode.Ok;
    }
}
