using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Scenarios;

namespace FaaS.Benchmarks.Reports;

/// <summary>One line of the table: medians over the rounds, and the ratio that is claimed.</summary>
/// <param name="Claim">What <paramref name="Ratio"/> is of, and its bound.</param>
internal sealed record Row(
    string Scenario,
    double P50Ms,
    double P90Ms,
    double P99Ms,
    double CallsPerSecond,
    double CpuMsPerCall,
    int Errors,
    string Claim,
    double Ratio,
    bool IsMet)
{
    public static Row AtMost(string scenario, Comparison comparison, string of, double ratio, double bound)
        => From(scenario, comparison.Subject, FormattableString.Invariant($"{of} ≤ {bound}"), ratio, ratio <= bound);

    public static Row AtLeast(string scenario, Comparison comparison, string of, double ratio, double bound)
        => From(scenario, comparison.Subject, FormattableString.Invariant($"{of} ≥ {bound}"), ratio, ratio >= bound);

    public static Row Baseline(string name, Comparison comparison)
        => From(name, comparison.Baseline, "baseline", 1, isMet: true);

    private static Row From(
        string scenario, IReadOnlyList<LoadResult> rounds, string claim, double ratio, bool isMet)
    {
        var errors = rounds.Sum(round => round.Errors);
        return new(
            scenario,
            Comparison.Median(rounds, round => round.P50),
            Comparison.Median(rounds, round => round.P90),
            Comparison.Median(rounds, round => round.P99),
            Comparison.Median(rounds, round => round.CallsPerSecond),
            Comparison.Median(rounds, round => round.CpuMsPerCall),
            errors,
            claim,
            ratio,
            isMet && errors == 0);
    }
}
