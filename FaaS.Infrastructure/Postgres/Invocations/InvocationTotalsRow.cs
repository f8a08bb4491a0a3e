namespace FaaS.Infrastructure.Postgres.Invocations;

/// <summary>
/// How many asynchronous invocations were ever accepted and ever finished, counted in the same transactions. The rows
/// of all shards together must agree with the invocations that are queued and running: nothing is lost, nothing
/// finishes twice.
/// </summary>
public sealed class InvocationTotalsRow
{
    public const int Shards = 16;

    /// <summary>Several rows, so that writers rarely wait for each other.</summary>
    public required short Shard { get; init; }

    public required long Accepted { get; init; }

    public required long Settled { get; init; }

    public required long Dead { get; init; }

    /// <summary>When this shard began to count.</summary>
    public DateTimeOffset Since { get; init; }
}
