using FaaS.Client.Admin;

namespace FaaS.Cli.Platform;

/// <summary>What is null is not known, because what has to say it is down.</summary>
internal sealed record StatusOutput(
    HealthReport Health,
    IReadOnlyList<WorkerInfo>? Workers,
    QueueInfo? Queues,
    AutoscaleInfo? Autoscale,
    LeaderInfo? Leader)
{
    /// <summary>Why what is null could not be found out, by what was asked for.</summary>
    public IReadOnlyDictionary<string, string>? NotKnown { get; init; }
}
