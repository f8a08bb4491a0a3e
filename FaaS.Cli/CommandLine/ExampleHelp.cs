using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace FaaS.Cli.CommandLine;

/// <summary>The usual help, then examples that can be copied, and for the whole program its exit codes.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    private const string ExitCodes = """
        Exit codes:
          0    done
          1    the function failed: it threw, ran too long, ran out of memory, was cancelled, does not compile, …
          2    wrong use of the command line, or a local file that cannot be read
          3    no such function, invocation, schedule, worker, …
          4    the API cannot be reached
          5    the API refused for another reason: a wrong field, a name or version that exists, too large, …
          6    too many requests, a spent budget, no capacity, or (status) something is down: try again later
          130  interrupted by Ctrl-C
        """;

    private readonly HelpAction _help = new();

    public override bool Terminating => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = _help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is CliCommand command)
        {
            output.WriteLine(command.Examples.Count == 1 ? "Example:" : "Examples:");
            foreach (var (commandLine, purpose) in command.Examples)
            {
                output.WriteLine($"  # {purpose}");
                output.WriteLine($"  {commandLine}");
            }
        }
        else
        {
            output.WriteLine(ExitCodes);
        }

        output.WriteLine();
        return exitCode;
    }

    public static string PathOf(Command command)
        => command.Parents.OfType<Command>().FirstOrDefault() is { } parent
            ? $"{PathOf(parent)} {command.Name}"
            : $"./{command.Name}";
}
