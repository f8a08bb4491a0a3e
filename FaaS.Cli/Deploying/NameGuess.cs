using System.Text.RegularExpressions;

namespace FaaS.Cli.Deploying;

/// <summary>A function name out of a file or folder name.</summary>
internal static partial class NameGuess
{
    private static readonly string[] SaysNothing = ["main", "index", "app", "handler", "function"];

    /// <summary><c>hello.py</c> is <c>hello</c>; <c>hello/main.py</c> too.</summary>
    public static string? OfFile(string path)
    {
        var stem = Path.GetFileNameWithoutExtension(path);
        return SaysNothing.Contains(stem) && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder
            ? OfFolder(folder) ?? Label(stem)
            : Label(stem);
    }

    public static string? OfFolder(string path)
        => Label(new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).Name);

    private static string? Label(string text)
    {
        var label = NotInLabels.Replace(text.ToLowerInvariant(), "-").Trim('-');
        label = label.Length > 63 ? label[..63].TrimEnd('-') : label;
        return label.Length > 0 && char.IsAsciiLetterLower(label[0]) ? label : null;
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInLabels { get; }
}
