using FaaS.Client.Functions;

namespace FaaS.Client.Invocations;

/// <summary>How far the end of an invocation has got on its way to a destination of its function.</summary>
public sealed record Delivery
{
    /// <summary>The <c>webhook-id</c> of every attempt, or the id of the invocation that it caused.</summary>
    public required Guid Id { get; init; }

    /// <summary>Without its secret.</summary>
    public Destination? Destination { get; init; }

    /// <summary><c>pending</c>, <c>delivered</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>How many have been made, a running one included.</summary>
    public int Attempts { get; init; }

    /// <summary>Of the last answer; null where there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Of the last attempt, if it failed.</summary>
    public string? Error { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Null once it has ended.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}
