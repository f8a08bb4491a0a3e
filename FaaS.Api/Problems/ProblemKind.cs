using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Problems;

/// <summary>A kind of failure that programs can tell from others by its type (RFC 9457).</summary>
internal sealed record ProblemKind(string Name, int Status, string Title)
{
    private const string Root = "https://faas.dev/problems/";

    public string Type => Root + Name;

    /// <param name="detail">This very case, and what to do about it.</param>
    /// <param name="extensions">Further members of the document, in snake_case.</param>
    public ProblemHttpResult Because(string detail, params IEnumerable<KeyValuePair<string, object?>> extensions)
        => TypedResults.Problem(detail, null, Status, Title, Type, extensions);

    /// <summary>Says what is wrong with each field, by its name in the JSON or the query.</summary>
    public ProblemHttpResult Because(string detail, IReadOnlyDictionary<string, string[]> errors)
        => Because(detail, KeyValuePair.Create("errors", (object?)errors));
}
