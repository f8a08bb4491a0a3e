using FaaS.Benchmarks.Load;

namespace FaaS.Benchmarks.Scenarios;

internal sealed record Comparison(IReadOnlyList<LoadResult> Subject, IReadOnlyList<LoadResult> Baseline)
{
    public static double Median(IReadOnlyList<LoadResult> rounds, Func<LoadResult, double> figure)
        => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);

    /// <summary>The median of the subject's rounds over the median of the baseline's.</summary>
    public double Ratio(Func<LoadResult, double> figure) => Median(Subject, figure) / Median(Baseline, figure);
}
