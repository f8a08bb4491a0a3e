using System.Text.RegularExpressions;
using FaaS.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FaaS.Tests.Architecture;

/// <summary>docs/metrics.md has every instrument of the source, with its unit.</summary>
public sealed partial class MetricsPageTests
{
    private static readonly IReadOnlyList<(string Name, string Unit, string? Description)> Instruments =
    [
        .. Directory.EnumerateDirectories(SourceTree.Root, "FaaS.*")
            .Where(project => Path.GetFileName(project) is not ("FaaS.Tests" or "FaaS.Benchmarks"))
            .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
            .SelectMany(InstrumentsOf),
    ];

    [Fact]
    public void Every_instrument_is_on_the_page_and_every_one_on_the_page_exists()
    {
        var page = Row.Matches(File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "metrics.md")))
            .Select(row => (row.Groups["name"].Value, row.Groups["unit"].Value));

        Assert.NotEmpty(Instruments);
        Assert.Equal(Instruments.Select(one => (one.Name, one.Unit)).Distinct().Order(), page.Order());
    }

    [Fact]
    public void Every_instrument_says_what_it_measures()
        => Assert.All(Instruments, one => Assert.False(string.IsNullOrEmpty(one.Description), one.Name));

    private static IEnumerable<(string Name, string Unit, string? Description)> InstrumentsOf(string file)
    {
        var text = File.ReadAllText(file);
        if (!text.Contains("\"faas.", StringComparison.Ordinal))
        {
            return [];
        }

        return from call in CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes()
                   .OfType<InvocationExpressionSyntax>()
               where call.Expression is MemberAccessExpressionSyntax access && Create.IsMatch(access.Name.ToString())
               let arguments = call.ArgumentList.Arguments
               let name = TextOf(arguments, 0)
               where name is not null
               let first = call.Expression.ToString().Contains("Observable", StringComparison.Ordinal) ? 2 : 1
               select (name, TextOf(arguments, first) ?? "", TextOf(arguments, first + 1));
    }

    private static string? TextOf(SeparatedSyntaxList<ArgumentSyntax> arguments, int index)
        => index < arguments.Count && arguments[index].Expression is LiteralExpressionSyntax literal
            ? literal.Token.Value as string
            : null;

    [GeneratedRegex(@"^Create(Counter|Histogram|UpDownCounter|Gauge|Observable\w+)\b")]
    private static partial Regex Create { get; }

    [GeneratedRegex(@"^\| `(?<name>faas\.[a-z_.]+)` \| (`(?<unit>[^`]*)` )?\|", RegexOptions.Multiline)]
    private static partial Regex Row { get; }
}
