using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace FaaS.Infrastructure.Schedules;

/// <summary>Time zones by their names in the IANA database, as this machine has it.</summary>
internal static partial class TimeZoneNames
{
    private const int MaxLength = 64;

    public static bool TryFind(string? name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return name is { Length: <= MaxLength } && Iana.IsMatch(name)
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
    }

    // What is found is read from a file, so that nothing else may look like a name.
    [GeneratedRegex("^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Iana { get; }
}
