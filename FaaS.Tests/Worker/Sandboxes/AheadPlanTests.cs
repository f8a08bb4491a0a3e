extern alias worker;

using FaaS.Domain.Functions;
using FaaS.Tests.Infrastructure;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

public sealed class AheadPlanTests
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly SandboxOptions _options = new();

    [Fact]
    public void A_function_that_loads_slowly_has_one_ahead_from_its_first_call_on()
    {
        var plan = PlanFor(Isolation.Invocation);
        plan.Prepared(TimeSpan.FromSeconds(1), init: TimeSpan.FromSeconds(0.8));
        Assert.Equal(0, plan.Target);

        plan.Arrived();
        Assert.Equal(1, plan.Target);

        _time.Advance(_options.AheadTimeout);
        Assert.Equal(0, plan.Target);
    }

    [Fact]
    public void One_that_loads_fast_has_one_when_its_calls_recur_and_more_when_they_come_often()
    {
        var plan = PlanFor(Isolation.Invocation);
        plan.Prepared(TimeSpan.FromMilliseconds(200), init: TimeSpan.FromMilliseconds(2));
        plan.Arrived();
        Assert.Equal(0, plan.Target);

        plan.Arrived();
        Assert.Equal(1, plan.Target);

        for (var i = 0; i < 1000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            plan.Arrived();
        }

        Assert.InRange(plan.Target, 4, _options.MaxAhead);
    }

    [Fact]
    public void After_a_failure_there_is_a_pause()
    {
        var plan = PlanFor(Isolation.Invocation);
        plan.Arrived();
        plan.Arrived();

        plan.Pause();
        Assert.Equal(0, plan.Target);

        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(1, plan.Target);
    }

    [Fact]
    public void Sandboxes_that_come_back_need_nothing_ahead()
    {
        var plan = PlanFor(Isolation.Function);
        plan.Arrived();
        plan.Arrived();

        Assert.Equal(0, plan.Target);
    }

    private AheadPlan PlanFor(Isolation isolation)
        => new(TestSpec.Python() with { Isolation = isolation, MaxConcurrency = 100 }, _options, _time);
}
