using System.CommandLine;
using FaaS.Cli.CommandLine;

namespace FaaS.Cli.Functions;

internal sealed class DeleteCommand : CliCommand
{
    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "Names or ids of functions.",
        Arity = ArgumentArity.OneOrMore,
    };

    public DeleteCommand(CliContext context)
        : base(context, "delete", "Delete functions with all their versions; their invocations stay readable.")
    {
        Aliases.Add("rm");
        Add(_names);
    }

    public override IReadOnlyList<CliExample> Examples => [new("./faas delete hello", "it is gone at once, unasked")];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        foreach (var name in arguments.GetRequiredValue(_names))
        {
            await session.Api.Functions.DeleteAsync(name, cancellationToken);
            if (!session.Json)
            {
                session.Terminal.Output.WriteLine($"{name} deleted.");
            }
        }

        return ExitCode.Ok;
    }
}
