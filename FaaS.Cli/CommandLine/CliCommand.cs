using System.CommandLine;

namespace FaaS.Cli.CommandLine;

internal abstract class CliCommand : Command
{
    protected CliCommand(CliContext context, string name, string description)
        : base(name, description)
        => SetAction(async (arguments, cancellationToken) =>
        {
            using var api = context.Connect(arguments);
            var session = new CliSession(api, context.Terminal, arguments.GetValue(context.Json));
            return (int)await RunAsync(arguments, session, cancellationToken);
        });

    /// <summary>Command lines that work as printed, each with what it is for.</summary>
    public abstract IReadOnlyList<CliExample> Examples { get; }

    protected abstract Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken);
}
