using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace FaaS.Api.Invocations;

/// <summary>The caller's headers that a function may see: no credentials, nothing about the connection.</summary>
internal static class FunctionHeaders
{
    // Escaped as JSON in the worst case they still fit in the meta of a frame.
    private const int MaxCharacters = 8 * 1024;

    private static readonly FrozenSet<string> Withheld = new[]
    {
        "Authorization", "Cookie", "Proxy-Authorization", "Proxy-Authenticate", "Connection", "Keep-Alive",
        "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Host", "Expect",
        "Content-Length", "Content-Type", "traceparent", "tracestate", "baggage",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>False when there is more of them than a function is given.</summary>
    public static bool TrySelect(
        IHeaderDictionary headers, [NotNullWhen(true)] out IReadOnlyDictionary<string, string>? selected)
    {
        var chosen = new Dictionary<string, string>(headers.Count, StringComparer.Ordinal);
        var characters = headers.ContentType.ToString().Length;
        foreach (var (name, values) in headers)
        {
            if (!Withheld.Contains(name))
            {
                var value = values.ToString();
                characters += name.Length + value.Length;
                chosen[name.ToLowerInvariant()] = value;
            }
        }

        selected = characters <= MaxCharacters ? chosen : null;
        return selected is not null;
    }
}
