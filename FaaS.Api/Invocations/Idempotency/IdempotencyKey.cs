using System.Diagnostics.CodeAnalysis;
using FaaS.Domain.Invocations;

namespace FaaS.Api.Invocations.Idempotency;

/// <summary>
/// The header of draft-ietf-httpapi-idempotency-key-header, whose value is a quoted string there and a bare one with
/// most clients: both mean the same.
/// </summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";

    public const string Expected = "Must be one text of 1 to 255 printable ASCII characters.";

    private static readonly int MaxQuotedLength = (2 * InvocationLimits.MaxIdempotencyKeyLength) + 2;

    /// <summary>False when it is malformed; null when there is none.</summary>
    public static bool TryRead(IHeaderDictionary headers, out string? key)
    {
        key = null;
        if (!headers.TryGetValue(Header, out var values))
        {
            return true;
        }

        if (values is [{ } text] && TryUnquote(text, out var plain)
            && plain.Length is > 0 and <= InvocationLimits.MaxIdempotencyKeyLength
            && !plain.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && !string.IsNullOrWhiteSpace(plain))
        {
            key = plain;
        }

        return key is not null;
    }

    /// <summary>As a string of RFC 8941, where a backslash stands before a quote or another backslash.</summary>
    private static bool TryUnquote(string text, [NotNullWhen(true)] out string? plain)
    {
        plain = text;
        if (!text.StartsWith('"'))
        {
            return true;
        }

        plain = null;
        if (text.Length > MaxQuotedLength)
        {
            return false;
        }

        var unquoted = new System.Text.StringBuilder(text.Length);
        for (var index = 1; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '"' when index == text.Length - 1:
                    plain = unquoted.ToString();
                    return true;
                case '"':
                    return false;
                case '\\' when ++index == text.Length || text[index] is not ('"' or '\\'):
                    return false;
                default:
                    unquoted.Append(text[index]);
                    break;
            }
        }

        return false;
    }
}
