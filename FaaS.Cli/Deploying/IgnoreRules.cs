using System.Text;
using System.Text.RegularExpressions;

namespace FaaS.Cli.Deploying;

/// <summary>
/// The rules of a .faasignore, which are those of a .gitignore: one pattern a line, the last that matches decides,
/// <c>!</c> takes back, a trailing slash means folders only, and a slash elsewhere ties the pattern to the root.
/// </summary>
internal sealed class IgnoreRules
{
    private static readonly string[] Always =
        [".git", ".hg", ".svn", ".faasignore", "__pycache__/", "*.pyc", ".venv/", ".DS_Store"];

    private readonly IReadOnlyList<Rule> _rules;

    private IgnoreRules(IReadOnlyList<Rule> rules) => _rules = rules;

    public static IgnoreRules Parse(IEnumerable<string> lines)
        => new([.. Always.Concat(lines)
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
        var glob = line.TrimStart('!');
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
        for (var i = 0; i < glob.Length; i++)
        {
            var rest = glob.AsSpan(i);
            if (rest.StartsWith("**/"))
            {
                pattern.Append("(.*/)?");
                i += 2;
            }
            else if (rest.StartsWith("**"))
            {
                pattern.Append(".*");
                i++;
            }
            else
            {
                pattern.Append(rest[0] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    var character => Regex.Escape(character.ToString()),
                });
            }
        }

        return pattern.ToString();
    }

    private sealed record Rule(Regex Pattern, bool FoldersOnly, bool Ignore);
}
