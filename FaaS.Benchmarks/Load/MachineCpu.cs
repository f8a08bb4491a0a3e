using System.Diagnostics;
using System.Globalization;

namespace FaaS.Benchmarks.Load;

/// <summary>A clock of the CPU time that everybody but this process spends. Only differences mean something.</summary>
internal static class MachineCpu
{
    private const double MsPerTick = 10;

    /// <summary>
    /// What is not idle is busy: the kernel counts idle time exactly, and samples what it was busy with.
    /// </summary>
    public static double OthersMs()
    {
        // cpu  user nice system idle iowait irq softirq steal …
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var elsewhere = Ticks(fields[4]) + Ticks(fields[5]) + Ticks(fields[8]);
        var all = Stopwatch.GetElapsedTime(0).TotalMilliseconds * Environment.ProcessorCount;
        using var own = Process.GetCurrentProcess();
        return all - (elsewhere * MsPerTick) - own.TotalProcessorTime.TotalMilliseconds;
    }

    private static double Ticks(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
