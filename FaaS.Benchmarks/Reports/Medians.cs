namespace FaaS.Benchmarks.Reports;

internal static class Medians
{
    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public static double Of(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
