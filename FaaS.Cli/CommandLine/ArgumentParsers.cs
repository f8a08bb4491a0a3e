using System.CommandLine.Parsing;
using FaaS.Client.Json;

namespace FaaS.Cli.CommandLine;

/// <summary>Readers of what several commands take, with errors that say what would do.</summary>
internal static class ArgumentParsers
{
    public static TimeSpan? Duration(ArgumentResult result)
    {
        if (DurationText.TryParse(result.Tokens[0].Value, out var duration))
        {
            return duration;
        }

        result.AddError($"'{result.Tokens[0].Value}' is not a duration such as 30s, 10m or 2h.");
        return null;
    }

    public static Guid? InvocationId(ArgumentResult result)
    {
        if (Guid.TryParse(result.Tokens[0].Value, out var id))
        {
            return id;
        }

        result.AddError(
            $"'{result.Tokens[0].Value}' is not an invocation's id. Those of a function: "
            + "./faas invocations --function NAME");
        return null;
    }

    public static Dictionary<string, string>? Headers(ArgumentResult result)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || text.Any(char.IsControl) || !IsName(text.AsSpan(0, colon)))
            {
                result.AddError($"'{text}' is not of the form NAME: VALUE.");
                return null;
            }

            var name = text[..colon];
            if (name.StartsWith("content-", StringComparison.OrdinalIgnoreCase))
            {
                result.AddError($"{name} belongs to the payload: use --content-type.");
                return null;
            }

            headers[name] = text[(colon + 1)..].Trim();
        }

        return headers;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && !"!#$%&'*+-.^_`|~".Contains(letter))
            {
                return false;
            }
        }

        return true;
    }
}
