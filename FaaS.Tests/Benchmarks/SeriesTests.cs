extern alias benchmarks;

using benchmarks::FaaS.Benchmarks.Load;
using benchmarks::FaaS.Benchmarks.Reports;

namespace FaaS.Tests.Benchmarks;

public sealed class SeriesTests
{
    [Theory]
    [InlineData(new double[] { 7 }, 7)]
    [InlineData(new double[] { 9, 1, 4 }, 4)]
    [InlineData(new double[] { 8, 1, 2, 4 }, 3)]
    public void A_median_is_the_middle_or_between_the_two_in_the_middle(double[] values, double median)
        => Assert.Equal(median, Medians.Of(values));

    [Fact]
    public void Figures_are_medians_over_the_rounds_and_counts_are_sums()
    {
        var series = new Series("three rounds");
        series.Add(Round(p50: 3, containers: 1));
        series.Add(Round(p50: 1, containers: 4) with { Errors = 2, FirstError = "HTTP 503" });
        series.Add(Round(p50: 8, containers: 0));

        Assert.Equal((3, 2, 5), (series.P50Ms, series.Errors, series.Containers));
        Assert.Equal("HTTP 503", series.FirstError);
    }

    [Fact]
    public void A_ratio_is_taken_in_each_round_before_its_median()
    {
        var series = new Series("tails");
        series.Add(Round(p50: 1) with { P99Ms = 5 });
        series.Add(Round(p50: 2) with { P99Ms = 4 });
        series.Add(Round(p50: 4) with { P99Ms = 12 });

        Assert.Equal(3, series.Median(round => round.P99Ms / round.P50Ms));
    }

    [Fact]
    public void Cpu_that_was_not_measured_in_a_round_has_no_median()
    {
        var series = new Series("wrk");
        series.Add(Round(p50: 1) with { CpuMsPerCall = 2 });
        series.Add(Round(p50: 1));

        Assert.Null(series.CpuMsPerCall);
    }

    private static LoadResult Round(double p50, int containers = 0)
        => LoadResult.Of([p50], TimeSpan.FromSeconds(1)) with { Containers = containers };
}
