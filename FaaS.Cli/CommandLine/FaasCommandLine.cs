using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using FaaS.Cli.DeadLetters;
using FaaS.Cli.Deploying;
using FaaS.Cli.Functions;
using FaaS.Cli.Invoking;
using FaaS.Cli.Platform;
using FaaS.Cli.Schedules;
using FaaS.Cli.Terminals;

namespace FaaS.Cli.CommandLine;

/// <summary>From arguments to an exit code.</summary>
internal sealed class FaasCommandLine
{
    // "@file" belongs to "invoke --data", not to response files.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private readonly CliContext _context;
    private readonly Command _root;

    public FaasCommandLine(Terminal terminal, string? urlFromEnvironment)
    {
        _context = new CliContext(terminal, urlFromEnvironment);
        _root = new Command("faas", "Deploy functions and run them.")
        {
            _context.Url,
            _context.Json,
            new HelpOption { Action = new ExampleHelp() },
            new VersionOption(),
            new DeployCommand(_context),
            new ListCommand(_context),
            new GetCommand(_context),
            new DeleteCommand(_context),
            new InvokeCommand(_context),
            new LogsCommand(_context),
            new InvocationsCommand(_context),
            new CancelCommand(_context),
            new DeadLettersCommand(_context),
            new CheckpointsCommand(_context),
            new DeliveriesCommand(_context),
            new SchedulesCommand(_context),
            new WorkersCommand(_context),
            new UsageCommand(_context),
            new StatusCommand(_context),
        };
    }

    public async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var arguments = _root.Parse(args.Count == 0 ? ["--help"] : args, Parsing);
        var terminal = _context.Terminal;
        var invocation = new InvocationConfiguration
        {
            Output = terminal.Output.Writer,
            Error = terminal.Error.Writer,
            EnableDefaultExceptionHandler = false,
        };

        if (arguments.Action is ParseErrorAction)
        {
            return (int)UsageErrors.Write(arguments, terminal.Error);
        }

        try
        {
            return await arguments.InvokeAsync(invocation);
        }
#pragma warning disable CA1031 // The process boundary: whatever is not known here is rethrown by FailureReport.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (int)new FailureReport(terminal, arguments.GetValue(_context.Json), _context.UrlText(arguments))
                .Write(exception);
        }
    }
}
