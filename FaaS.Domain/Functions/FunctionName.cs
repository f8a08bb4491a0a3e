using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace FaaS.Domain.Functions;

/// <summary>A name that is safe as a DNS label, a file name and a path segment.</summary>
public readonly partial record struct FunctionName
{
    public const int MaxLength = 63;

    private FunctionName(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? value, out FunctionName name)
        => TryParse(value, null, out name);

    public static bool TryParse([NotNullWhen(true)] string? value, IFormatProvider? provider, out FunctionName name)
    {
        var valid = value is { Length: > 0 and <= MaxLength } && DnsLabel.IsMatch(value);
        name = valid ? new(value!) : default;
        return valid;
    }

    public override string ToString() => Value;

    [GeneratedRegex("^[a-z]([a-z0-9-]*[a-z0-9])?$(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex DnsLabel { get; }
}
