using System.Globalization;

namespace FaaS.Benchmarks.Load;

/// <summary>CPU time that the machine has spent since it booted, idle time left out.</summary>
internal static class MachineCpu
{
    private const double MsPerTick = 10;

    public static double ReadMs()
    {
        // cpu  user nice system idle iowait irq softirq steal …
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ticks = fields.Skip(1).Take(7).Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (ticks.Sum() - ticks[3] - ticks[4]) * MsPerTick;
    }
}
