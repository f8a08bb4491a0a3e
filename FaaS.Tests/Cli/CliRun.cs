extern alias cli;

using System.Text;
using cli::FaaS.Cli.CommandLine;
using cli::FaaS.Cli.Terminals;

namespace FaaS.Tests.Cli;

/// <summary>One run of the command line in this process, with its streams captured, as a script sees it.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static async Task<CliRun> OfAsync(Uri url, IReadOnlyList<string> arguments, string input = "")
    {
        using var stdin = new MemoryStream(Encoding.UTF8.GetBytes(input));
        using var stdout = new MemoryStream();
        using var stderr = new MemoryStream();
        using var terminal = new Terminal(
            stdin,
            new TerminalStream(stdout, isTerminal: false, color: false),
            new TerminalStream(stderr, isTerminal: false, color: false));

        var exitCode = await new FaasCommandLine(terminal, url.ToString()).RunAsync(arguments);
        return new CliRun(exitCode, TextOf(stdout), TextOf(stderr));
    }

    private static string TextOf(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());
}
