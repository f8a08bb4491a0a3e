using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Client.Json;

namespace FaaS.Cli.Platform;

internal sealed class RebalanceCommand(CliContext context)
    : CliCommand(context, "rebalance", "Spread warm functions over the workers as if all had just joined.")
{
    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas workers rebalance", "after a machine was added"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var moved = await session.Api.Admin.RebalanceAsync(cancellationToken);
        if (session.Json)
        {
            session.Terminal.Output.WriteJson(moved, FaasJson.Default.RebalanceInfo);
            return ExitCode.Ok;
        }

        foreach (var (worker, versions) in moved.Versions.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            session.Terminal.Output.WriteLine(versions == 0
                ? $"{worker} keeps what it has."
                : $"{worker} lets go of {versions} function versions that belong to others.");
        }

        return ExitCode.Ok;
    }
}
