using System.Text.Json.Serialization;
using FaaS.Domain.Invocations;

namespace FaaS.Protocol.Messages;

/// <summary><see cref="ExecutionStats"/> on the wire. Peers that do not know a later field leave it out.</summary>
public sealed record StatsMeta(
    bool Cold,
    double QueueMs,
    double InitMs,
    double RunMs,
    double? CpuMs,
    long? PeakMemoryBytes,
    string Sandbox,
    long LogsSize,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? NetworkReceivedBytes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? NetworkSentBytes = null)
{
    public static StatsMeta From(ExecutionStats stats) => new(
        stats.Cold,
        stats.Queue.TotalMilliseconds,
        stats.Init.TotalMilliseconds,
        stats.Run.TotalMilliseconds,
        stats.Cpu?.TotalMilliseconds,
        stats.PeakMemoryBytes,
        stats.Sandbox,
        stats.LogsSize,
        stats.NetworkReceivedBytes,
        stats.NetworkSentBytes);

    public ExecutionStats ToStats() => new(
        Cold,
        TimeSpan.FromMilliseconds(QueueMs),
        TimeSpan.FromMilliseconds(InitMs),
        TimeSpan.FromMilliseconds(RunMs),
        CpuMs is { } cpu ? TimeSpan.FromMilliseconds(cpu) : null,
        PeakMemoryBytes,
        Sandbox,
        LogsSize,
        NetworkReceivedBytes,
        NetworkSentBytes);
}
