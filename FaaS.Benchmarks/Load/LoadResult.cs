namespace FaaS.Benchmarks.Load;

/// <param name="Latencies">In milliseconds, sorted.</param>
/// <param name="CpuMsPerCall">Of the whole machine, load generator included.</param>
internal sealed record LoadResult(double[] Latencies, TimeSpan Elapsed, int Errors, double CpuMsPerCall)
{
    public double P50 => Percentile(0.50);

    public double P90 => Percentile(0.90);

    public double P99 => Percentile(0.99);

    public double CallsPerSecond => Latencies.Length / Elapsed.TotalSeconds;

    private double Percentile(double fraction) => Latencies.Length == 0
        ? double.NaN
        : Latencies[Math.Min((int)(fraction * Latencies.Length), Latencies.Length - 1)];
}
