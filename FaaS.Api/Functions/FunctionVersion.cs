using System.Globalization;
using System.Text.RegularExpressions;

namespace FaaS.Api.Functions;

/// <summary>Names of versions. They are free text; only the default of the next one looks inside.</summary>
internal static partial class FunctionVersion
{
    public const string First = "1.0.0";

    public static bool IsValid(string version) => Pattern.IsMatch(version);

    /// <summary>The version after the current one, its last number plus one, that is not taken yet.</summary>
    public static string After(string current, IReadOnlyCollection<string> taken)
    {
        do
        {
            var next = Increment(current);
            current = IsValid(next) ? next : First;
        }
        while (taken.Contains(current));

        return current;
    }

    private static string Increment(string version)
    {
        var number = LastNumber.Match(version);
        return number.Success
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{version[..number.Index]}{long.Parse(number.Value, CultureInfo.InvariantCulture) + 1}")
            : $"{version}.1";
    }

    [GeneratedRegex("^[0-9A-Za-z][0-9A-Za-z._+-]{0,63}$(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }

    [GeneratedRegex("[0-9]{1,9}$", RegexOptions.CultureInvariant)]
    private static partial Regex LastNumber { get; }
}
