using System.CommandLine;
using FaaS.Cli.Terminals;

namespace FaaS.Cli.CommandLine;

/// <summary>What to say when the arguments are not what a command takes.</summary>
internal static class UsageErrors
{
    private const int MaxTypos = 2;

    public static ExitCode Write(ParseResult arguments, TerminalStream output)
    {
        var command = arguments.CommandResult.Command;
        if (command is not CliCommand && arguments.UnmatchedTokens is [var unknown, ..])
        {
            var similar = command.Subcommands.Select(one => one.Name).FirstOrDefault(name => IsSimilar(name, unknown));
            var suggestion = similar is null ? "" : $" Did you mean '{similar}'?";
            output.WriteError($"There is no command '{unknown}'.{suggestion}");
        }
        else
        {
            foreach (var error in arguments.Errors)
            {
                output.WriteError(error.Message);
            }
        }

        output.WriteLine($"See: {ExampleHelp.PathOf(command)} --help");
        return ExitCode.Usage;
    }

    private static bool IsSimilar(string name, string typed)
        => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || Typos(name, typed) <= MaxTypos;

    /// <summary>Letters to insert, delete or replace to get from one word to the other (Levenshtein).</summary>
    private static int Typos(string one, string other)
    {
        var previous = Enumerable.Range(0, other.Length + 1).ToArray();
        foreach (var (row, letter) in one.Index())
        {
            var current = new int[other.Length + 1];
            current[0] = row + 1;
            for (var column = 1; column < current.Length; column++)
            {
                var replaced = previous[column - 1] + (other[column - 1] == letter ? 0 : 1);
                current[column] = Math.Min(replaced, 1 + Math.Min(previous[column], current[column - 1]));
            }

            previous = current;
        }

        return previous[^1];
    }
}
