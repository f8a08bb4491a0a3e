using FaaS.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Http;

/// <summary>What is wrong with each field or header of one request.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _messages = [];

    public void Add(string field, string message)
    {
        if (!_messages.TryGetValue(field, out var messages))
        {
            _messages[field] = messages = [];
        }

        if (!messages.Contains(message))
        {
            messages.Add(message);
        }
    }

    /// <summary>Null when nothing is wrong.</summary>
    public ProblemHttpResult? ToProblem() => _messages.Count == 0
        ? null
        : ProblemKinds.InvalidRequest.Because(
            $"Mend {string.Join(", ", _messages.Keys)} and send it again.",
            _messages.ToDictionary(field => field.Key, field => field.Value.ToArray()));
}
