using System.Text.Json.Serialization;

namespace FaaS.Client.Errors;

/// <summary>A problem document, <c>application/problem+json</c> of RFC 9457, as the API sends it.</summary>
public sealed record Problem
{
    /// <summary>What went wrong, stable and for programs: <c>https://faas.dev/problems/…</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The type in words, the same each time.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status code; 0 for what never got an answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Status { get; init; }

    /// <summary>This very case and what to do about it.</summary>
    public string? Detail { get; init; }

    /// <summary>The request's trace, for the operators: 32 hex digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>What is wrong with each field of a request (400, 422), by its name in the JSON; else null.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>How the invocation, the build or the loading failed; null where it never came to that.</summary>
    public FunctionError? Error { get; init; }

    /// <summary>The invocation that failed, where there was one; else null.</summary>
    public Guid? InvocationId { get; init; }

    /// <summary>The type's last segment, such as <c>function-not-found</c>; null when the API gave none.</summary>
    [JsonIgnore]
    public string? Name => Type is { } type && type.Contains("/problems/", StringComparison.Ordinal)
        ? type[(type.LastIndexOf('/') + 1)..]
        : null;

    /// <summary>All of it that a person wants to read, on one line per thing.</summary>
    public string Describe()
    {
        var headline = Detail ?? Title ?? $"The API answered {Status}.";
        var fields = (Errors ?? new Dictionary<string, string[]>())
            .SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}"));
        return string.Join(System.Environment.NewLine, fields.Prepend(headline));
    }
}
