using FaaS.Domain.Invocations;

namespace FaaS.Protocol.Messages;

/// <summary><see cref="ExecutionStats"/> on the wire.</summary>
public sealed record StatsMeta(
    bool Cold,
    double QueueMs,
    double InitMs,
    double RunMs,
    double? CpuMs,
    long? PeakMemoryBytes,
    string Sandbox,
    long LogsSize)
{
    public static StatsMeta From(ExecutionStats stats) => new(
        stats.Cold,
        stats.Queue.TotalMilliseconds,
        stats.Init.TotalMilliseconds,
        stats.Run.TotalMilliseconds,
        stats.Cpu?.TotalMilliseconds,
        stats.PeakMemoryBytes,
        stats.Sandbox,
        stats.LogsSize);

    public ExecutionStats ToStats() => new(
        Cold,
        TimeSpan.FromMilliseconds(QueueMs),
        TimeSpan.FromMilliseconds(InitMs),
        TimeSpan.FromMilliseconds(RunMs),
        CpuMs is { } cpu ? TimeSpan.FromMilliseconds(cpu) : null,
        PeakMemoryBytes,
        Sandbox,
        LogsSize);
}
