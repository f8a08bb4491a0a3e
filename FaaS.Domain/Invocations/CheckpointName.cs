using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace FaaS.Domain.Invocations;

/// <summary>What a function calls one of its checkpoints: safe as a path segment.</summary>
public readonly partial record struct CheckpointName
{
    public const int MaxLength = 128;

    private CheckpointName(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? value, out CheckpointName name)
        => TryParse(value, null, out name);

    public static bool TryParse([NotNullWhen(true)] string? value, IFormatProvider? provider, out CheckpointName name)
    {
        var valid = value is { Length: > 0 and <= MaxLength } && Segment.IsMatch(value);
        name = valid ? new(value!) : default;
        return valid;
    }

    public override string ToString() => Value;

    [GeneratedRegex("^[A-Za-z0-9_-][A-Za-z0-9._-]*$(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Segment { get; }
}
