using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Functions;
using FaaS.Client.Json;

namespace FaaS.Cli.Functions;

internal sealed class ListCommand : CliCommand
{
    private readonly Option<string?> _prefix = new("--prefix")
    {
        Description = "Only names that begin with this.",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _runtime = new("--runtime", "-r")
    {
        Description = "Only functions of this runtime.",
        HelpName = "RUNTIME",
    };

    public ListCommand(CliContext context)
        : base(context, "list", "List the functions.")
    {
        Aliases.Add("ls");
        Add(_prefix);
        Add(_runtime);
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas list --runtime python", "those in Python"),
        new("./faas list --json | jq -r '.[].name'", "their names, for a script"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var filter = new FunctionFilter
        {
            Prefix = arguments.GetValue(_prefix),
            Runtime = arguments.GetValue(_runtime),
        };
        var functions = await session.Api.Functions.ListAllAsync(filter, cancellationToken)
            .ToListAsync(cancellationToken);

        if (session.Json)
        {
            session.Terminal.Output.WriteJson(functions, FaasJson.Default.IReadOnlyListFunctionInfo);
        }
        else if (functions.Count == 0)
        {
            session.Terminal.Error.WriteNote("No functions. Deploy one: ./faas deploy PATH");
        }
        else
        {
            Table(functions).Write(session.Terminal.Output);
        }

        return ExitCode.Ok;
    }

    private static Columns Table(List<FunctionInfo> functions)
    {
        var now = TimeProvider.System.GetUtcNow();
        var table = new Columns("NAME", "VERSION", "RUNTIME", "HANDLER", "MEMORY", "TIMEOUT", "ISOLATION", "UPDATED");
        foreach (var function in functions)
        {
            table.Add(
                function.Name,
                function.Version,
                function.Runtime,
                function.Handler,
                $"{function.MemoryMb} MiB",
                DurationText.Format(function.Timeout),
                function.Isolation.ToString().ToLowerInvariant(),
                Amounts.Ago(function.UpdatedAt, now));
        }

        return table;
    }
}
