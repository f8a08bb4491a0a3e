using FaaS.Client.Errors;
using Spectre.Console;

namespace FaaS.Cli.Terminals;

/// <summary>A failure of the user's code, the way their own language would show it.</summary>
internal static class FunctionErrorText
{
    public static void Write(TerminalStream output, FunctionError error, Guid? invocationId)
    {
        output.WriteError(Headline(error));
        WriteStackTrace(output, error);
        if (invocationId is { } id)
        {
            output.WriteNote($"Its logs: ./faas logs {id}");
        }
    }

    public static void WriteStackTrace(TerminalStream output, FunctionError? error)
    {
        if (string.IsNullOrWhiteSpace(error?.StackTrace))
        {
            return;
        }

        output.WriteLine("");
        foreach (var line in Printable.Text(error.StackTrace).TrimEnd().Split('\n'))
        {
            output.Console.Write(new Text($"  {line}{Environment.NewLine}", new Style(Color.Yellow)));
        }

        output.WriteLine("");
    }

    public static string Headline(FunctionError error)
    {
        var text = (error.Type, error.Message) switch
        {
            (null or "", var message) => message ?? "",
            (var type, null or "") => type,
            var (type, message) => $"{type}: {message}",
        };
        return $"{Printable.Text(text)} ({error.Kind.Replace('_', ' ')})";
    }
}
