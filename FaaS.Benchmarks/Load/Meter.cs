using System.Diagnostics;
using FaaS.Benchmarks.Docker;

namespace FaaS.Benchmarks.Load;

/// <summary>Looks at clock, CPU and containers before and after some calls.</summary>
internal sealed class Meter(ContainerCounter containers)
{
    private readonly int _created = containers.Created;
    private readonly double _cpuMs = MachineCpu.OthersMs();

    public long StartedAt { get; } = Stopwatch.GetTimestamp();

    public LoadResult Stop(IReadOnlyCollection<double> latenciesMs, IReadOnlyCollection<string>? errors = null)
    {
        var elapsed = Stopwatch.GetElapsedTime(StartedAt);
        var cpuMs = MachineCpu.OthersMs() - _cpuMs;
        return LoadResult.Of(latenciesMs, elapsed) with
        {
            Errors = errors?.Count ?? 0,
            FirstError = errors?.FirstOrDefault(),
            CpuMsPerCall = Math.Max(0, cpuMs / latenciesMs.Count),
            Containers = containers.Created - _created,
        };
    }
}
