extern alias benchmarks;

using benchmarks::FaaS.Benchmarks.Load;

namespace FaaS.Tests.Benchmarks;

public sealed class LoadResultTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 1, 2, 2)]
    [InlineData(10, 5, 9, 10)]
    [InlineData(100, 50, 90, 99)]
    [InlineData(101, 51, 91, 100)]
    public void A_percentile_is_the_smallest_value_that_so_many_are_not_above(int calls, int p50, int p90, int p99)
    {
        var shuffled = Enumerable.Range(1, calls).Select(value => (double)value).Reverse().ToArray();

        var result = LoadResult.Of(shuffled, TimeSpan.FromSeconds(2));

        Assert.Equal((p50, p90, p99), (result.P50Ms, result.P90Ms, result.P99Ms));
    }

    [Fact]
    public void Throughput_is_calls_over_the_whole_time()
        => Assert.Equal(1.5, LoadResult.Of([9, 9, 9], TimeSpan.FromSeconds(2)).CallsPerSecond);

    [Fact]
    public void No_calls_are_no_result()
        => Assert.Throws<InvalidDataException>(() => LoadResult.Of([], TimeSpan.FromSeconds(1)));
}
