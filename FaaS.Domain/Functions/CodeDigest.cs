using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FaaS.Domain.Functions;

/// <summary>SHA-256 of a function's code, as 64 lower-case hex digits: its identity, and safe as a file name.</summary>
public readonly record struct CodeDigest
{
    private const int HexLength = 2 * SHA256.HashSizeInBytes;

    private CodeDigest(string value) => Value = value;

    public string Value { get; }

    public static CodeDigest Of(ReadOnlySpan<byte> code) => new(Convert.ToHexStringLower(SHA256.HashData(code)));

    public static bool TryParse([NotNullWhen(true)] string? value, out CodeDigest digest)
    {
        var valid = value is { Length: HexLength } && value.All(char.IsAsciiHexDigitLower);
        digest = valid ? new(value!) : default;
        return valid;
    }

    /// <param name="value">One that was valid when it was stored.</param>
    public static CodeDigest Parse(string value)
        => TryParse(value, out var digest) ? digest : throw new FormatException("Not a SHA-256 in hexadecimal.");

    public override string ToString() => Value;
}
