using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Problems;

/// <summary>Says where a body stops being what it should be, in the words of the document and not of .NET.</summary>
internal static partial class JsonProblem
{
    public static ProblemHttpResult Of(JsonException exception)
    {
        if (UnknownField.Match(exception.Message) is { Success: true } unknown)
        {
            return Field(unknown.Groups["name"].Value, "There is no such field.");
        }

        if (DuplicateField.Match(exception.Message) is { Success: true } duplicate)
        {
            return Field(duplicate.Groups["name"].Value, "The field is given twice.");
        }

        return exception.Path is { } path && path.StartsWith("$.", StringComparison.Ordinal)
            && exception.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? Field(path[2..], "The value is of the wrong type.")
            : ProblemKinds.MalformedJson.Because(string.Create(
                CultureInfo.InvariantCulture,
                $"The body is not one JSON object; it goes wrong in line {(exception.LineNumber ?? 0) + 1}."));
    }

    private static ProblemHttpResult Field(string name, string message)
        => ProblemKinds.InvalidRequest.Because(
            $"{name}: {message}",
            new Dictionary<string, string[]> { [name] = [message] });

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped", RegexOptions.Singleline)]
    private static partial Regex UnknownField { get; }

    [GeneratedRegex("^Duplicate property '(?<name>.*)' encountered", RegexOptions.Singleline)]
    private static partial Regex DuplicateField { get; }
}
