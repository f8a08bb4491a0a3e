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
}
