using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace FaaS.Domain.Functions;

/// <summary>
/// Where a function's code starts: a function in a file that stays loaded (<c>app.handler</c>, or <c>handler</c> in
/// the runtime's default file), or a program that is run once per invocation (<c>tool.py</c>, and all of Go).
/// </summary>
public sealed partial record Handler
{
    private Handler(string text, string file, string? function)
    {
        Text = text;
        File = file;
        Function = function;
    }

    /// <summary>As the user wrote it.</summary>
    public string Text { get; }

    /// <summary>Relative to the root of the code, with its extension.</summary>
    public string File { get; }

    /// <summary>Null when the file is a program.</summary>
    public string? Function { get; }

    public bool IsProgram => Function is null;

    public static bool TryParse(Runtime runtime, string? text, [NotNullWhen(true)] out Handler? handler)
    {
        handler = text is not null && text.Length <= 256 && Pattern.IsMatch(text) ? Parse(runtime, text) : null;
        return handler is not null;
    }

    private static Handler Parse(Runtime runtime, string text)
    {
        if (runtime == Runtime.Go)
        {
            return new(text, runtime.DefaultFile(), null);
        }

        if (runtime.FileExtensions().Any(extension => text.EndsWith(extension, StringComparison.Ordinal)))
        {
            return new(text, text, null);
        }

        var dot = text.LastIndexOf('.');
        return dot < 0
            ? new(text, runtime.DefaultFile(), text)
            : new(text, text[..dot] + runtime.FileExtensions()[0], text[(dot + 1)..]);
    }

    public override string ToString() => Text;

    // Segments are identifiers or file names that start with a letter or underscore: no "..", no absolute path.
    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_-]*([./][A-Za-z_][A-Za-z0-9_-]*)*$(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }
}
