extern alias worker;

using FaaS.Tests.Infrastructure;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

public sealed class ArrivalRateTests
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void One_event_does_not_recur()
    {
        var rate = new ArrivalRate(_time);
        rate.Record();
        Assert.False(rate.Recurs(TimeSpan.FromMinutes(1)));

        _time.Advance(TimeSpan.FromSeconds(30));
        rate.Record();
        Assert.True(rate.Recurs(TimeSpan.FromMinutes(1)));

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.False(rate.Recurs(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_steady_stream_is_measured_and_forgotten()
    {
        var rate = new ArrivalRate(_time);
        Assert.False(rate.IsWithin(TimeSpan.FromDays(1)));

        for (var i = 0; i < 500; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            rate.Record();
        }

        Assert.InRange(rate.PerSecond, 4.5, 5.5);
        Assert.True(rate.IsWithin(TimeSpan.FromSeconds(1)));

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange(rate.PerSecond, 0, 0.1);
        Assert.False(rate.IsWithin(TimeSpan.FromMinutes(1)));
    }
}
