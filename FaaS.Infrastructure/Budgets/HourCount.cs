using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Budgets;

/// <summary>What this process itself has run for a tenant in one hour. Every call adds to it, hence no lock.</summary>
internal sealed class HourCount(BudgetHour hour)
{
    private const double MicrosecondsPerSecond = 1_000_000;
    private const double MibPerGib = 1024;

    private long _invocations;
    private long _cpuMicroseconds;
    private long _mibMicroseconds;
    private long _bytesOut;

    public BudgetHour Hour => hour;

    public HourUse Use => new(
        Volatile.Read(ref _invocations),
        Volatile.Read(ref _cpuMicroseconds) / MicrosecondsPerSecond,
        Volatile.Read(ref _mibMicroseconds) / MibPerGib / MicrosecondsPerSecond,
        Volatile.Read(ref _bytesOut));

    public void Add(int memoryMib, ExecutionStats stats, long bytesOut)
    {
        Interlocked.Increment(ref _invocations);
        Interlocked.Add(ref _cpuMicroseconds, Microseconds(stats.Cpu ?? TimeSpan.Zero));
        Interlocked.Add(ref _mibMicroseconds, memoryMib * Microseconds(stats.Run));
        Interlocked.Add(ref _bytesOut, bytesOut + (stats.NetworkSentBytes ?? 0));
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
