namespace FaaS.Infrastructure.Postgres.Deliveries;

/// <summary>The end of an invocation on its way to a destination; written in the same commit as that end.</summary>
public sealed class DeliveryRow
{
    /// <summary>Also the id of the invocation that it causes when its target is a function.</summary>
    public required Guid Id { get; init; }

    public required string Tenant { get; init; }

    public required Guid InvocationId { get; init; }

    /// <summary>JSON: the destination as the function's version names it.</summary>
    public required string Destination { get; init; }

    /// <summary>JSON: the end that is to be told, whatever becomes of the invocation after it.</summary>
    public string? Ended { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>How many have started.</summary>
    public required int Attempts { get; init; }

    /// <summary>Counts claims. Only the holder of the current one may say how it ended.</summary>
    public required long LeaseEpoch { get; init; }

    /// <summary>Due from then on; a claim moves it beyond the time that one attempt may take.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }

    /// <summary>Of the last answer; null where there was none.</summary>
    public int? StatusCode { get; init; }

    public string? Error { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}
