using FaaS.Domain.Durations;

namespace FaaS.Tests.Domain.Durations;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1h2m3s4ms", 3_723_004)]
    [InlineData("5m", 300_000)]
    [InlineData("0s", 0)]
    [InlineData("PT30S", 30_000)]
    [InlineData("PT1M30.5S", 90_500)]
    [InlineData("P1D", 86_400_000)]
    public void Durations_are_read(string text, double milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-30s")]
    [InlineData("30s1m")]
    [InlineData("1 m")]
    [InlineData("30S")]
    [InlineData("30s\n")]
    [InlineData("1e3s")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("30sec")]
    [InlineData("99999999999999999999h")]
    public void Anything_else_is_not(string? text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(30_000, "30s")]
    [InlineData(90_000, "1m30s")]
    [InlineData(1_500, "1s500ms")]
    [InlineData(900_000, "15m")]
    [InlineData(0, "0s")]
    [InlineData(3_600_000, "1h")]
    public void Durations_are_written_in_the_shortest_form(double milliseconds, string text)
    {
        Assert.Equal(text, DurationText.Format(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), DurationText.Parse(text));
    }
}
