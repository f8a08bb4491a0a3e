using FaaS.Client.Json;

namespace FaaS.Tests.Client;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1h1m1s1ms", 3_661_001)]
    [InlineData("PT30S", 30_000)]
    [InlineData("PT1M", 60_000)]
    public void Durations_are_read_in_both_notations(string text, int milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1s1m")]
    [InlineData("1s 2s")]
    [InlineData("1s2s")]
    [InlineData("30 seconds")]
    [InlineData("1..5s")]
    [InlineData("P30")]
    [InlineData("99999999999999999999999999999h")]
    public void Anything_else_is_not_a_duration(string? text)
        => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(30_000, "30s")]
    [InlineData(1500, "1500ms")]
    [InlineData(90_000, "90s")]
    public void Durations_are_written_in_one(int milliseconds, string text)
        => Assert.Equal(text, DurationText.Format(TimeSpan.FromMilliseconds(milliseconds)));
}
