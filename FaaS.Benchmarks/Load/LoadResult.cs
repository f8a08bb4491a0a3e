namespace FaaS.Benchmarks.Load;

/// <summary>What one round of load came to.</summary>
internal sealed record LoadResult
{
    public required int Calls { get; init; }

    public required double Seconds { get; init; }

    public required double P50Ms { get; init; }

    public required double P90Ms { get; init; }

    public required double P99Ms { get; init; }

    public int Errors { get; init; }

    public string? FirstError { get; init; }

    /// <summary>Of the whole machine without the load generator. Null where somebody else made the load.</summary>
    public double? CpuMsPerCall { get; init; }

    /// <summary>Containers that were created meanwhile, by the platform or by a baseline.</summary>
    public int Containers { get; init; }

    public double CallsPerSecond => Calls / Seconds;

    public static LoadResult Of(IReadOnlyCollection<double> latenciesMs, TimeSpan elapsed)
    {
        if (latenciesMs.Count == 0)
        {
            throw new InvalidDataException("No call was answered.");
        }

        double[] sorted = [.. latenciesMs.Order()];
        return new()
        {
            Calls = sorted.Length,
            Seconds = elapsed.TotalSeconds,
            P50Ms = Percentile(sorted, 50),
            P90Ms = Percentile(sorted, 90),
            P99Ms = Percentile(sorted, 99),
        };
    }

    /// <summary>By nearest rank: the smallest value that so many percent are not above.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, int percent)
        => sorted[((percent * sorted.Count) + 99) / 100 - 1];
}
