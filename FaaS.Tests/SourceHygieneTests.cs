using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace FaaS.Tests;

/// <summary>Properties of the source that no analyzer checks for us.</summary>
public sealed partial class SourceHygieneTests
{
    private const int MaxFileLines = 300;
    private const int MaxLineLength = 120;

    private static readonly string Root = Path.GetDirectoryName(Path.GetDirectoryName(ThisFile()))!;

    public static TheoryData<string> SourceFiles()
        => [.. Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => path.StartsWith("FaaS.", StringComparison.Ordinal)
                && !path.Contains("/Migrations/", StringComparison.Ordinal)
                && !path.Contains("/obj/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(SourceFiles))]
    public void Files_stay_small_and_are_named_for_one_thing(string path)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, path));

        Assert.True(lines.Length <= MaxFileLines, $"{path} has {lines.Length} lines.");
        Assert.DoesNotMatch(VagueName, Path.GetFileNameWithoutExtension(path));
        Assert.DoesNotContain(lines, line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(line.Length <= MaxLineLength, $"{path}: {line}"));
    }

    [GeneratedRegex("(^Base|Manager|Helper|Helpers|Util|Utils|Utilities|Common|Misc|Impl)$")]
    private static partial Regex VagueName { get; }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
