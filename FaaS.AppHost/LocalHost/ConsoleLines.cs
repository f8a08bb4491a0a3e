using System.Diagnostics;

namespace FaaS.AppHost.LocalHost;

/// <summary>Writes the output of the children, each line behind the name of its process.</summary>
internal sealed class ConsoleLines(TextWriter writer, bool coloured)
{
    private const int NameWidth = 10;
    private static readonly string[] Colours = ["36", "33", "35", "32", "34", "96", "93", "95"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _colourOf = [];

    public static ConsoleLines OfTerminal() => new(
        Console.Out,
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    /// <summary>Writes whatever the process says, until both its streams end.</summary>
    public Task ForwardAsync(string name, Process process)
        => Task.WhenAll(ForwardAsync(name, process.StandardOutput), ForwardAsync(name, process.StandardError));

    private async Task ForwardAsync(string name, StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                Write(name, line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The process is gone and its pipe with it.
        }
    }

    private void Write(string name, string line)
    {
        lock (_gate)
        {
            if (coloured)
            {
                _colourOf.TryAdd(name, Colours[_colourOf.Count % Colours.Length]);
                writer.WriteLine($"\e[{_colourOf[name]}m{name,-NameWidth}|\e[0m {line}");
            }
            else
            {
                writer.WriteLine($"{name,-NameWidth}| {line}");
            }
        }
    }
}
