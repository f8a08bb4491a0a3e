namespace FaaS.Infrastructure.Postgres.Dispatchers;

/// <summary>An Api or Scheduler that workers may dial; gone when it has not been seen for some seconds.</summary>
public sealed class DispatcherRow
{
    public required string Id { get; init; }

    public required DispatcherKind Kind { get; init; }

    public required string Url { get; init; }

    /// <summary>By the clock of Postgres, the only one that all dispatchers share.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }
}
