using System.Text.RegularExpressions;
using FaaS.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FaaS.Tests;

/// <summary>Properties of the source that no analyzer checks for us.</summary>
public sealed partial class SourceHygieneTests
{
    private const int MaxFileLines = 300;
    private const int MaxMethodLines = 70;
    private const int MaxLineLength = 120;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    public static TheoryData<string> SourceFiles()
        => [.. Directory.EnumerateFiles(SourceTree.Root, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(SourceTree.Root, path).Replace('\\', '/'))
            .Where(path => path.StartsWith("FaaS.", StringComparison.Ordinal)
                && !path.Contains("/Migrations/", StringComparison.Ordinal)
                && !path.Contains("/obj/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(SourceFiles))]
    public void Files_stay_small_and_are_named_for_one_thing(string path)
    {
        var lines = File.ReadAllLines(Path.Combine(SourceTree.Root, path));

        Assert.True(lines.Length <= MaxFileLines, $"{path} has {lines.Length} lines.");
        Assert.DoesNotMatch(VagueName, Path.GetFileNameWithoutExtension(path));
        Assert.DoesNotContain(lines, line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(line.Length <= MaxLineLength, $"{path}: {line}"));
    }

    [Theory]
    [MemberData(nameof(SourceFiles))]
    public void A_file_holds_one_type_and_has_its_name(string path)
    {
        var types = Parse(path).DescendantNodes(node => node is not BaseTypeDeclarationSyntax)
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Select(node => (node as BaseTypeDeclarationSyntax)?.Identifier.Text
                ?? ((DelegateDeclarationSyntax)node).Identifier.Text)
            .ToArray();

        // X.Log.cs is the part of X that logs. A file without a type is a program or a list of attributes.
        var file = Path.GetFileName(path).Split('.')[0];
        Assert.True(types is [] || types is [var type] && type == file, $"{path} declares {string.Join(", ", types)}.");
    }

    [Theory]
    [MemberData(nameof(SourceFiles))]
    public void Methods_stay_small(string path)
    {
        var large = Parse(path).DescendantNodes()
            .Where(node =>
                node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
            .Select(node => node.GetLocation().GetLineSpan())
            .Where(span => span.EndLinePosition.Line - span.StartLinePosition.Line + 1 > MaxMethodLines)
            .Select(span => $"{path}:{span.StartLinePosition.Line + 1}");

        Assert.Empty(large);
    }

    private static SyntaxNode Parse(string path)
        => CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(SourceTree.Root, path)), Parsing).GetRoot();

    [GeneratedRegex("(^Base|Manager|Helper|Helpers|Util|Utils|Utilities|Common|Misc|Impl)$")]
    private static partial Regex VagueName { get; }
}
