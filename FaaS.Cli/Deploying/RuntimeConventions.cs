using System.Text;
using System.Text.RegularExpressions;

namespace FaaS.Cli.Deploying;

/// <summary>How code of one runtime usually looks: enough to guess where it starts.</summary>
internal sealed partial record RuntimeConventions(
    string Name,
    IReadOnlyList<string> Extensions,
    IReadOnlyList<string> MainFiles,
    Regex? HandlerDefinition)
{
    public static readonly IReadOnlyList<RuntimeConventions> All =
    [
        new("python", [".py"], ["main.py", "app.py", "handler.py", "index.py"], PythonHandler),
        new("nodejs", [".js", ".mjs", ".cjs"], ["index.js", "main.js", "app.js", "handler.js"], NodeHandler),
        new("go", [".go"], ["main.go"], null),
    ];

    public static RuntimeConventions? ByName(string? name) => All.FirstOrDefault(one => one.Name == name);

    public static RuntimeConventions? OfFile(string path)
        => All.FirstOrDefault(one => one.Extensions.Contains(Path.GetExtension(path)));

    /// <summary>The runtime of a folder's top level; null when that is of none or of several.</summary>
    public static RuntimeConventions? OfFolder(IReadOnlyList<string> files)
    {
        var top = files.Where(file => !file.Contains('/')).ToList();
        var found = All.Where(one => top.Any(one.Owns)).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>The file of a folder in which the handler is looked for; null when there is no telling.</summary>
    public string? MainFile(IReadOnlyList<string> files, string folder)
    {
        var own = files.Where(file => !file.Contains('/') && Owns(file)).ToList();
        return MainFiles.FirstOrDefault(own.Contains)
            ?? own.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == Path.GetFileName(folder))
            ?? (own.Count == 1 ? own[0] : null);
    }

    /// <summary><c>file.handler</c> where the file defines a <c>handler</c>, else the file, as a program.</summary>
    public string HandlerIn(string file, ReadOnlySpan<byte> source)
    {
        if (HandlerDefinition is null)
        {
            return "main";
        }

        var handler = HandlerDefinition.IsMatch(Encoding.UTF8.GetString(source));
        var stem = Path.GetFileNameWithoutExtension(file);
        var usable = FileStem.IsMatch(stem);
        return (handler, usable) switch
        {
            (true, true) => $"{stem}.handler",
            (true, false) => "handler",
            (false, true) => file,
            (false, false) => MainFiles[0],
        };
    }

    private bool Owns(string file) => Extensions.Contains(Path.GetExtension(file));

    [GeneratedRegex(
        @"^((async\s+)?def\s+handler\b|handler\s*=|from\s.+\simport\s.*\bhandler\b)",
        RegexOptions.Multiline)]
    private static partial Regex PythonHandler { get; }

    [GeneratedRegex(
        """
        ^\s*((module\.)?exports\.handler\s*=|module\.exports\s*=\s*\{[^}]*\bhandler\b
        |export\s+(async\s+)?function\s+handler\b|export\s+(const|let|var)\s+handler\b|export\s*\{[^}]*\bhandler\b)
        """,
        RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NodeHandler { get; }

    // What the platform takes as a file in a handler.
    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_-]*$")]
    private static partial Regex FileStem { get; }
}
