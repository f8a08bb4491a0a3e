using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FaaS.Cli.Deploying;

/// <summary>
/// The rules of a .faasignore, which are those of a .gitignore: one pattern a line, the last that matches decides,
/// <c>!</c> takes back, a trailing slash means folders only, and a slash elsewhere ties the pattern to the root.
/// What is never deployed cannot be taken back.
/// </summary>
internal sealed class IgnoreRules
{
    private static readonly string[] Always =
        [".git", ".hg", ".svn", ".faasignore", "__pycache__/", "*.pyc", ".venv/", ".DS_Store"];

    private readonly IReadOnlyList<Rule> _rules;

    private IgnoreRules(IReadOnlyList<Rule> rules) => _rules = rules;

    public static IgnoreRules Parse(IEnumerable<string> lines)
        => new([.. lines.Concat(Always)
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(Compile)]);

    /// <param name="path">Relative to the root, with slashes.</param>
    public bool Match(string path, bool isFolder)
        => _rules.LastOrDefault(rule => (isFolder || !rule.FoldersOnly) && rule.Pattern.IsMatch(path))
            is { Ignore: true };

    private static Rule Compile(string line)
    {
        var ignore = !line.StartsWith('!');
        var glob = ignore ? line : line[1..];
        var foldersOnly = glob.EndsWith('/');
        glob = glob.TrimEnd('/');
        var anywhere = !glob.Contains('/');
        return new Rule(
            new Regex($"^{(anywhere ? "(.*/)?" : "")}{Translate(glob.TrimStart('/'))}$", RegexOptions.CultureInvariant),
            foldersOnly,
            ignore);
    }

    private static string Translate(string glob)
    {
        var pattern = new StringBuilder();
        for (var rest = glob.AsSpan(); !rest.IsEmpty;)
        {
            var (regex, length) = First(rest);
            pattern.Append(regex);
            rest = rest[length..];
        }

        return pattern.ToString();
    }

    /// <summary>What the glob begins with, and how much of it that is.</summary>
    private static (string Regex, int Length) First(ReadOnlySpan<char> glob) => glob switch
    {
        ['*', '*', '/', ..] => ("(.*/)?", 3),
        ['*', '*', ..] => (".*", 2),
        ['*', ..] => ("[^/]*", 1),
        ['?', ..] => ("[^/]", 1),
        ['\\', var literal, ..] => (Regex.Escape(literal.ToString()), 2),
        ['[', ..] when EndOfClass(glob) is > 0 and var end => (Class(glob[1..end]), end + 1),
        _ => (Regex.Escape(glob[..1].ToString()), 1),
    };

    /// <summary>Where the bracket closes. One that comes first belongs to the class; 0: it does not close.</summary>
    private static int EndOfClass(ReadOnlySpan<char> glob)
    {
        var first = glob is ['[', '!' or '^', ..] ? 2 : 1;
        for (var i = first; i < glob.Length; i++)
        {
            if (glob[i] == '\\')
            {
                i++;
            }
            else if (glob[i] == ']' && i > first)
            {
                return i;
            }
        }

        return 0;
    }

    private static string Class(ReadOnlySpan<char> members)
    {
        var negated = members is ['!' or '^', ..];
        var rest = negated ? members[1..] : members;
        var ranges = new StringBuilder();
        while (!rest.IsEmpty)
        {
            var first = Member(ref rest);
            var last = first;
            if (rest is ['-', _, ..])
            {
                rest = rest[1..];
                last = Member(ref rest);
            }

            if (first <= last)
            {
                ranges.Append(CultureInfo.InvariantCulture, $"\\u{(int)first:x4}-\\u{(int)last:x4}");
            }
        }

        // A range that goes backwards holds nothing.
        return (ranges.Length, negated) switch
        {
            (0, true) => "[^/]",
            (0, false) => "(?!)",
            (_, true) => $"(?!/)[^{ranges}]",
            _ => $"(?!/)[{ranges}]",
        };
    }

    private static char Member(ref ReadOnlySpan<char> rest)
    {
        var escaped = rest is ['\\', _, ..] ? 1 : 0;
        var member = rest[escaped];
        rest = rest[(escaped + 1)..];
        return member;
    }

    private sealed record Rule(Regex Pattern, bool FoldersOnly, bool Ignore);
}
