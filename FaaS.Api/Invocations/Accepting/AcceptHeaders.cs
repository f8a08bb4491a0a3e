using FaaS.Api.Invocations.Idempotency;
using FaaS.Api.OpenApi;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;

namespace FaaS.Api.Invocations.Accepting;

/// <summary>The options of an asynchronous invocation whose whole body is the payload.</summary>
internal sealed record AcceptHeaders(string? Key, InvocationPriority Priority, RequestedTimes Times)
{
    private const string Priorities = "Faas-Priority";

    private static readonly RequestedTimesText TimeNames = new("Faas-Delay", "Faas-Not-Before", "Faas-Expires-In");

    private static readonly string[] Names =
        [Priorities, TimeNames.Delay!, TimeNames.NotBefore!, TimeNames.ExpiresIn!];

    public static IReadOnlyList<HeaderMetadata> Described { get; } =
    [
        HeaderMetadata.IdempotencyKey,
        new(Priorities, "high, normal (default) or low.", "high"),
        new(TimeNames.Delay!, "Starts it that much later, at most 720h.", "30s"),
        new(TimeNames.NotBefore!, "Starts it at this time (RFC 3339) instead, within 30 days.", "2026-11-21T12:00:00Z"),
        new(TimeNames.ExpiresIn!, "If it has not started by then it never will, and is dead as expired.", "10m"),
    ];

    /// <param name="failed">Is told each header that is wrong, and why.</param>
    public static AcceptHeaders Read(IHeaderDictionary headers, DateTimeOffset now, Action<string, string> failed)
    {
        if (!IdempotencyKey.TryRead(headers, out var key))
        {
            failed(IdempotencyKey.Header, IdempotencyKey.Expected);
        }

        var priority = InvocationPriority.Normal;
        if (Value(headers, Priorities) is { } text && !EnumText<InvocationPriority>.TryParse(text, out priority))
        {
            failed(Priorities, "Must be high, normal or low.");
        }

        var texts = new RequestedTimesText(
            Value(headers, TimeNames.Delay!),
            Value(headers, TimeNames.NotBefore!),
            Value(headers, TimeNames.ExpiresIn!));
        var times = texts == default ? default : RequestedTimes.Read(texts, TimeNames, now, failed);
        return new(key, priority, times);
    }

    /// <summary>The first of these options, where none of them means anything.</summary>
    public static string? FindMisplaced(IHeaderDictionary headers)
    {
        foreach (var name in Names)
        {
            if (headers.ContainsKey(name))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>For requests whose options are in their body.</summary>
    public static void CheckKeyOnly(IHeaderDictionary headers, Action<string, string> failed)
    {
        if (!IdempotencyKey.TryRead(headers, out _))
        {
            failed(IdempotencyKey.Header, IdempotencyKey.Expected);
        }

        if (FindMisplaced(headers) is { } name)
        {
            failed(name, "Here this is a field of the body.");
        }
    }

    private static string? Value(IHeaderDictionary headers, string name)
        => headers.TryGetValue(name, out var values) ? values.ToString() : null;
}
