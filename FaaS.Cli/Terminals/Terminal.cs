namespace FaaS.Cli.Terminals;

/// <summary>Where the command line is used: a person's terminal, a pipe, a test.</summary>
internal sealed class Terminal(Stream input, TerminalStream output, TerminalStream error) : IDisposable
{
    public Stream Input => input;

    public TerminalStream Output => output;

    public TerminalStream Error => error;

    public static Terminal OfProcess()
    {
        var dumb = Environment.GetEnvironmentVariable("TERM") is "dumb";
        var color = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var outputIsTerminal = !Console.IsOutputRedirected && !dumb;
        var errorIsTerminal = !Console.IsErrorRedirected && !dumb;
        return new Terminal(
            Console.OpenStandardInput(),
            new TerminalStream(Console.OpenStandardOutput(), outputIsTerminal, color && outputIsTerminal),
            new TerminalStream(Console.OpenStandardError(), errorIsTerminal, color && errorIsTerminal));
    }

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }
}
