namespace FaaS.Infrastructure.Postgres.Usage;

/// <summary>
/// What the attempts of one tenant took that ended in one hour, written in the same transactions as their records. Each
/// dispatcher has rows of its own, so that it knows what the others have used without counting its own twice.
/// </summary>
public sealed class UsageRow
{
    /// <summary>When the hour begins, UTC.</summary>
    public required DateTimeOffset Hour { get; init; }

    public required string Tenant { get; init; }

    public required string Dispatcher { get; init; }

    /// <summary>Attempts that reached a sandbox.</summary>
    public required long Invocations { get; init; }

    public required double CpuMs { get; init; }

    /// <summary>Memory limit in GiB by milliseconds of run time.</summary>
    public required double GibMs { get; init; }

    public required long BytesIn { get; init; }

    public required long BytesOut { get; init; }

    public required long NetworkReceivedBytes { get; init; }

    public required long NetworkSentBytes { get; init; }

    public required long LogsSize { get; init; }
}
