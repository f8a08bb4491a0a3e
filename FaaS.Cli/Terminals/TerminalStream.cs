using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace FaaS.Cli.Terminals;

/// <summary>stdout or stderr: plain bytes for results, a writer for text, a console for what people look at.</summary>
internal sealed class TerminalStream : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _color;
    private readonly Lazy<IAnsiConsole> _console;

    public TerminalStream(Stream stream, bool isTerminal, bool color)
    {
        _stream = stream;
        _color = color;
        Writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
        IsTerminal = isTerminal;
        _console = new(() => Create(ConsoleWindow.Unbounded(Writer, isTerminal)));
    }

    public TextWriter Writer { get; }

    public bool IsTerminal { get; }

    /// <summary>Made on first use: scripts, which print JSON and bytes, need not wait for it.</summary>
    public IAnsiConsole Console => _console.Value;

    /// <summary>For what is redrawn in place; only where <see cref="IsTerminal"/>.</summary>
    public IAnsiConsole OpenWindow() => Create(ConsoleWindow.OfTerminal(Writer));

    public void WriteLine(string line) => Writer.WriteLine(line);

    public void WriteError(string message)
    {
        Console.Write(new Text("Error: ", new Style(Color.Red, decoration: Decoration.Bold)));
        WriteLine(message);
    }

    /// <summary>For what is worth a line but not worth looking at.</summary>
    public void WriteNote(string note) => Console.Write(new Text(note + Environment.NewLine, new Style(Color.Grey)));

    public void WriteJson<T>(T value, JsonTypeInfo<T> type)
    {
        var options = new JsonSerializerOptions(type.Options) { WriteIndented = true };
        WriteLine(JsonSerializer.Serialize(value, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T))));
    }

    public async Task WriteBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(bytes, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    /// <summary>A function's result: exact where it is piped, ended by a line break where a person reads it.</summary>
    public async Task WriteResultAsync(ReadOnlyMemory<byte> result, CancellationToken cancellationToken)
    {
        await WriteBytesAsync(result, cancellationToken);
        if (IsTerminal && result.Length > 0 && result.Span[^1] != '\n')
        {
            WriteLine("");
        }
    }

    /// <summary>The bytes themselves, for what is copied from elsewhere.</summary>
    public Stream AsStream() => _stream;

    public void Dispose() => Writer.Dispose();

    private IAnsiConsole Create(ConsoleWindow window) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = window,
        Ansi = IsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
        Interactive = IsTerminal ? InteractionSupport.Yes : InteractionSupport.No,
        ColorSystem = _color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
    });
}
