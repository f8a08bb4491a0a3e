namespace FaaS.Benchmarks.Scenarios;

/// <summary>What was asked for on the command line.</summary>
internal sealed record BenchSettings
{
    public required Uri Api { get; init; }

    /// <summary>Where <c>./faas up</c> keeps what it knows.</summary>
    public required string StateDirectory { get; init; }

    public required string DockerSocket { get; init; }

    public required string ImageTag { get; init; }

    public required int Rounds { get; init; }

    /// <summary>Of one round of back-to-back calls.</summary>
    public required TimeSpan RoundTime { get; init; }

    public required int LeakCalls { get; init; }

    public required int Backlog { get; init; }

    public required long Rows { get; init; }

    public required int Sandboxes { get; init; }

    public required TimeSpan Idle { get; init; }

    /// <summary>Paced calls are few, so their rounds are longer.</summary>
    public TimeSpan PacedTime => 4 * RoundTime;
}
