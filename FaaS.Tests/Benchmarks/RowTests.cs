extern alias benchmarks;

using benchmarks::FaaS.Benchmarks.Load;
using benchmarks::FaaS.Benchmarks.Reports;

namespace FaaS.Tests.Benchmarks;

public sealed class RowTests
{
    [Theory]
    [InlineData(2.4, 2.5, true)]
    [InlineData(2.5, 2.5, true)]
    [InlineData(2.6, 2.5, false)]
    [InlineData(double.NaN, 2.5, false)]
    public void At_most_includes_its_bound(double value, double bound, bool isMet)
        => Assert.Equal(isMet, Bar.AtMost("p50", value, bound).IsMet);

    [Theory]
    [InlineData(0.31, 0.3, true)]
    [InlineData(0.3, 0.3, true)]
    [InlineData(0.29, 0.3, false)]
    [InlineData(double.NaN, 0.3, false)]
    public void At_least_includes_its_bound(double value, double bound, bool isMet)
        => Assert.Equal(isMet, Bar.AtLeast("calls", value, bound).IsMet);

    [Fact]
    public void One_bar_that_is_missed_misses_the_row()
        => Assert.False(Row.Of("both", Bar.AtMost("p50", 1, 2), Bar.AtMost("p99", 3, 2)).IsMet);

    [Fact]
    public void A_fast_row_with_errors_is_not_met()
    {
        var series = new Series("fast");
        series.Add(LoadResult.Of([1], TimeSpan.FromSeconds(1)) with { Errors = 1, FirstError = "HTTP 500" });

        Assert.False(Row.Of(series, Bar.AtMost("p50", 1, 2)).IsMet);
    }

    [Fact]
    public void A_scenario_that_failed_is_not_met()
        => Assert.False(new ScenarioReport("warm", TimeSpan.Zero, [], "The Api is away.").IsMet);
}
