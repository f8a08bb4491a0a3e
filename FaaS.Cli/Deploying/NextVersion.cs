using System.Globalization;
using System.Text.RegularExpressions;

namespace FaaS.Cli.Deploying;

/// <summary>The version after this one: its last number plus one.</summary>
internal static partial class NextVersion
{
    public const string First = "1.0.0";

    /// <param name="taken">Versions that exist; the answer is none of them.</param>
    public static string After(string current, IReadOnlyCollection<string> taken)
    {
        do
        {
            current = Increment(current);
        }
        while (taken.Contains(current));

        return current;
    }

    private static string Increment(string version)
    {
        var number = LastNumber.Match(version);
        return number.Success && long.TryParse(number.Value, CultureInfo.InvariantCulture, out var value)
            ? string.Create(CultureInfo.InvariantCulture, $"{version[..number.Index]}{value + 1}")
            : $"{version}.1";
    }

    [GeneratedRegex("[0-9]{1,18}$")]
    private static partial Regex LastNumber { get; }
}
