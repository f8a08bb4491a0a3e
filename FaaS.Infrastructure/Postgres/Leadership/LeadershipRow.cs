namespace FaaS.Infrastructure.Postgres.Leadership;

/// <summary>Which scheduler does the duties that only one may do.</summary>
public sealed class LeadershipRow
{
    public required string Duty { get; init; }

    /// <summary>Id of the dispatcher.</summary>
    public required string Holder { get; init; }

    /// <summary>Grows with every change of the holder; what an earlier holder still writes is refused.</summary>
    public required long Epoch { get; init; }

    public required DateTimeOffset AcquiredAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
