using System.Globalization;
using FaaS.Cli.Terminals;
using FaaS.Client.Invocations;

namespace FaaS.Cli.Invoking;

/// <summary>Says on stderr how far a running invocation is, whenever that has changed.</summary>
internal sealed class ProgressNotes(TerminalStream error) : IProgress<Invocation>
{
    private string? _last;

    public static string? Of(Invocation invocation)
    {
        if (invocation.Progress is not { } fraction)
        {
            return null;
        }

        var percent = string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(fraction * 100)} %");
        return string.IsNullOrEmpty(invocation.ProgressMessage)
            ? percent
            : $"{percent} {Printable.Text(invocation.ProgressMessage)}";
    }

    public void Report(Invocation value)
    {
        if (Of(value) is { } text && text != _last)
        {
            _last = text;
            error.WriteNote(text);
        }
    }
}
