extern alias scheduler;

using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;
using scheduler::FaaS.Scheduler.Autoscaling;

namespace FaaS.Tests.Scheduler.Autoscaling;

public sealed class LoadEstimateTests
{
    private readonly LoadEstimate _estimate = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
    private (long Accepted, long Settled, TimeSpan At) _now;

    [Fact]
    public void A_steady_load_is_found_out()
    {
        Pass(minutes: 10, perSecond: 40, running: 10);

        Assert.Equal(40, _estimate.Arrivals, 0.1);
        Assert.Equal(0.25, _estimate.ServiceTime.TotalSeconds, 0.01);
    }

    [Fact]
    public void What_is_assumed_holds_until_something_has_ended()
    {
        Pass(minutes: 1, perSecond: 0, running: 3);

        Assert.Equal(TimeSpan.FromSeconds(1), _estimate.ServiceTime);
    }

    [Fact]
    public void A_silent_night_is_not_mistaken_for_slow_work()
    {
        Pass(minutes: 10, perSecond: 40, running: 10);
        Pass(minutes: 600, perSecond: 0, running: 0);

        Assert.Equal(0, _estimate.Arrivals, 0.001);
        Assert.Equal(0.25, _estimate.ServiceTime.TotalSeconds, 0.01);
    }

    [Fact]
    public void Counters_that_go_back_are_no_negative_rate()
    {
        Pass(minutes: 1, perSecond: 40, running: 10);
        _now = (0, 0, _now.At);
        Pass(minutes: 0.1, perSecond: 0, running: 10);

        Assert.True(_estimate.Arrivals >= 0);
        Assert.True(_estimate.ServiceTime > TimeSpan.Zero);
    }

    private void Pass(double minutes, long perSecond, long running)
    {
        for (var seconds = 0; seconds < minutes * 60; seconds += 5)
        {
            _now = (_now.Accepted + (5 * perSecond), _now.Settled + (5 * perSecond), _now.At + TimeSpan.FromSeconds(5));
            _estimate.Add(Report(_now.Accepted, _now.Settled, running), _now.At);
        }
    }

    private static QueueReport Report(long accepted, long settled, long running)
        => new([new(InvocationPriority.Normal, 0, 0, TimeSpan.Zero)], accepted, running, settled, 0);
}
