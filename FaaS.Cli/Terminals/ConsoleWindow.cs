using System.Text;
using Spectre.Console;

namespace FaaS.Cli.Terminals;

/// <summary>What Spectre.Console writes to.</summary>
internal sealed record ConsoleWindow(TextWriter Writer, bool IsTerminal, int Width, int Height) : IAnsiConsoleOutput
{
    private const int UnboundedWidth = 10_000;
    private const int DefaultHeight = 24;

    /// <summary>Never wraps a line: a terminal does it better, and in a file or a pipe nobody wants it.</summary>
    public static ConsoleWindow Unbounded(TextWriter writer, bool isTerminal)
        => new(writer, isTerminal, UnboundedWidth, DefaultHeight);

    /// <summary>As large as the person's window, for what is redrawn in place.</summary>
    public static ConsoleWindow OfTerminal(TextWriter writer)
        => new(writer, true, AtLeast(Console.WindowWidth, 80), AtLeast(Console.WindowHeight, DefaultHeight));

    public void SetEncoding(Encoding encoding)
    {
        // The writer is UTF-8 already.
    }

    // Some terminals do not know their size and say 0.
    private static int AtLeast(int size, int fallback) => size > 0 ? size : fallback;
}
