using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Problems;

/// <summary>Says in the words of the request, and not of .NET, what of it could not be read.</summary>
internal static partial class BindingProblem
{
    public static ProblemHttpResult Of(BadHttpRequestException exception)
    {
        if (Parameter.Match(exception.Message) is { Success: true } parameter)
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Groups["name"].Value);
            return ProblemKinds.InvalidRequest.Because(
                $"{name}: The value cannot be read.",
                new Dictionary<string, string[]> { [name] = ["The value cannot be read."] });
        }

        return exception.Message.Contains("body", StringComparison.Ordinal)
            ? ProblemKinds.MalformedJson.Because("Send a JSON object as the body.")
            : ProblemKinds.InvalidRequest.Because("The request cannot be read. See /openapi/v1.json.");
    }

    [GeneratedRegex("^Failed to bind parameter \"[^\"]* (?<name>[^\" ]+)\" from ", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter { get; }
}
