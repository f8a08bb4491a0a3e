using FaaS.Worker.Networking;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// What one call costs, measured from outside the sandbox. Each reading is a system call, so one that ends a call also
/// begins the next: what a sandbox does between two calls is charged to the second.
/// </summary>
internal sealed class SandboxMeter(Cgroup? cgroup, TrafficCounters? traffic) : IDisposable
{
    // The kernel charges memory in batches, and kills only when nothing is left.
    private const long OutOfMemorySlack = 1024 * 1024;

    private TimeSpan _cpuBefore;
    private long _oomKillsBefore;
    private Traffic _trafficBefore;

    public long MemoryLimit { get; set; } = long.MaxValue;

    /// <summary>The kernel has killed a process of the sandbox in this call, for want of memory.</summary>
    public bool IsOutOfMemory => cgroup?.OomKills > _oomKillsBefore;

    public void Start() => cgroup?.ResetPeak();

    /// <summary>Null where it cannot be measured.</summary>
    public (TimeSpan? Cpu, long? PeakMemoryBytes) Read()
    {
        if (cgroup is null)
        {
            return default;
        }

        var (total, peak) = (cgroup.CpuTime, cgroup.PeakMemoryBytes);
        var spent = total - _cpuBefore;
        _cpuBefore = total ?? _cpuBefore;
        // Where the kernel tells no peak, what was killed in this call must not be blamed on the next either.
        if (peak is null || peak > MemoryLimit - OutOfMemorySlack)
        {
            _oomKillsBefore = cgroup.OomKills;
        }

        return (spent, peak);
    }

    /// <summary>What went through its network since the last reading. Null where that is unknown, or nothing.</summary>
    public Traffic? ReadTraffic()
    {
        var total = traffic?.Read();
        var passed = total - _trafficBefore;
        _trafficBefore = total ?? _trafficBefore;
        return passed;
    }

    public void Dispose()
    {
        cgroup?.Dispose();
        traffic?.Dispose();
    }
}
