namespace FaaS.Worker.Sandboxes;

/// <summary>What one call costs, measured from outside the sandbox.</summary>
internal sealed class SandboxMeter(Cgroup? cgroup) : IDisposable
{
    private TimeSpan? _cpuBefore;
    private long _oomKillsBefore;

    public TimeSpan? Cpu => cgroup?.CpuTime - _cpuBefore;

    public long? PeakMemoryBytes => cgroup?.PeakMemoryBytes;

    /// <summary>The kernel has killed a process of the sandbox since <see cref="Start"/> for want of memory.</summary>
    public bool IsOutOfMemory => cgroup?.OomKills > _oomKillsBefore;

    public void Start()
    {
        if (cgroup is not null)
        {
            cgroup.ResetPeak();
            _cpuBefore = cgroup.CpuTime;
            _oomKillsBefore = cgroup.OomKills;
        }
    }

    public void Dispose() => cgroup?.Dispose();
}
