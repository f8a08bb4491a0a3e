extern alias worker;

using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

public sealed class PoolSizingTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(10, 4)]
    [InlineData(1000, 8)]
    public void The_target_follows_the_arrivals_between_its_bounds(double arrivalsPerSecond, int expected)
        => Assert.Equal(
            expected, PoolSizing.Target(arrivalsPerSecond, TimeSpan.FromMilliseconds(200), min: 2, max: 8));

    [Theory]
    [InlineData(0, 0, 0, 2, 100, 2)]
    [InlineData(2, 0, 0, 2, 100, 0)]
    [InlineData(0, 2, 0, 2, 100, 0)]
    [InlineData(0, 0, 10, 2, 100, 12)]
    [InlineData(0, 9, 10, 2, 100, 3)]
    [InlineData(0, 0, 10, 2, 5, 5)]
    [InlineData(5, 0, 0, 2, 100, 0)]
    [InlineData(0, 0, 10, 2, -1, 0)]
    public void No_more_are_started_than_somebody_waits_for_or_will(
        int idle, int starting, int waiting, int target, int room, int expected)
        => Assert.Equal(expected, PoolSizing.Starts(idle, starting, waiting, target, room));
}
