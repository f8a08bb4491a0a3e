using FaaS.Domain.Autoscaling;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Autoscaling;

public sealed class WorkerDemandTests
{
    private static readonly Arbitrary<WorkLoad> Loads = (
        from backlog in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(0, 200_000)))
        from age in Gen.Choose(0, 600)
        from arrivals in Gen.Choose(0, 5000)
        from service in Gen.Choose(1, 900_000)
        from ceiling in Gen.Choose(0, 5000)
        from running in Gen.Choose(0, 500)
        from synchronous in Gen.Choose(0, 500)
        from slots in Gen.Choose(1, 256)
        select new WorkLoad
        {
            Backlog = backlog,
            OldestAge = TimeSpan.FromSeconds(backlog == 0 ? 0 : age),
            Arrivals = arrivals / 10.0,
            ServiceTime = TimeSpan.FromMilliseconds(service),
            Ceiling = Math.Max(ceiling, running),
            Running = running,
            Synchronous = synchronous,
            SlotsPerWorker = slots,
        }).ToArbitrary();

    private static readonly Arbitrary<ScalingTarget> Targets = (
        from min in Gen.Choose(0, 5)
        from more in Gen.Choose(0, 100)
        from drain in Gen.Choose(1, 600)
        from utilisation in Gen.Choose(1, 10)
        select new ScalingTarget(min, min + more, TimeSpan.FromSeconds(drain), utilisation / 10.0)).ToArbitrary();

    private static readonly ScalingTarget Unbounded = new(0, int.MaxValue, TimeSpan.FromMinutes(1), 0.8);

    private static WorkLoad Idle => new()
    {
        Backlog = 0,
        OldestAge = TimeSpan.Zero,
        Arrivals = 0,
        ServiceTime = TimeSpan.FromSeconds(1),
        Ceiling = int.MaxValue,
        Running = 0,
        Synchronous = 0,
        SlotsPerWorker = 16,
    };

    [Fact]
    public void It_stays_between_the_least_and_the_most()
        => Prop.ForAll(Loads, Targets, (load, target) =>
            WorkerDemand.Of(load, target) is var workers
                && workers >= target.MinWorkers && workers <= target.MaxWorkers).QuickCheckThrowOnFailure();

    [Fact]
    public void More_to_do_never_needs_fewer()
        => Prop.ForAll(Loads, Targets, (load, target) =>
        {
            var workers = WorkerDemand.Of(load, target);
            WorkLoad[] worse =
            [
                load with { Backlog = load.Backlog + 1000 },
                load with { OldestAge = load.OldestAge + TimeSpan.FromSeconds(5) },
                load with { Arrivals = load.Arrivals + 10 },
                load with { ServiceTime = load.ServiceTime * 2 },
                load with { Ceiling = load.Ceiling * 2 },
                load with { Running = load.Running + 10 },
                load with { Synchronous = load.Synchronous + 10 },
                load with { SlotsPerWorker = load.SlotsPerWorker / 2 },
            ];
            return worse.All(more => WorkerDemand.Of(more, target) >= workers);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_asked_for_can_hold_what_arrives_and_what_runs()
        => Prop.ForAll(Loads, load =>
        {
            var slots = WorkerDemand.Of(load, Unbounded) * load.SlotsPerWorker;
            var arriving = Math.Min(load.Arrivals * load.ServiceTime.TotalSeconds, load.Ceiling);
            return slots >= load.Running + load.Synchronous && slots * 0.8 >= (arriving + load.Synchronous) * 0.999;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_asked_for_drains_the_backlog_in_time()
        => Prop.ForAll(Loads, load =>
        {
            var unlimited = load with { Ceiling = long.MaxValue, OldestAge = TimeSpan.Zero };
            var slots = WorkerDemand.Of(unlimited, Unbounded) * load.SlotsPerWorker;
            var service = load.ServiceTime.TotalSeconds;
            var spare = slots - (load.Arrivals * service) - load.Synchronous;
            return load.Backlog == 0
                || load.Backlog * service / spare <= Unbounded.DrainWithin.TotalSeconds * 1.001;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_single_invocation_wakes_a_platform_without_workers()
    {
        Assert.Equal(0, WorkerDemand.Of(Idle, Unbounded));
        Assert.Equal(1, WorkerDemand.Of(Idle with { Backlog = 1 }, Unbounded));
        Assert.Equal(1, WorkerDemand.Of(Idle with { Synchronous = 1 }, Unbounded));
    }

    [Fact]
    public void A_full_platform_asks_for_more_and_not_without_end()
    {
        // Ten workers of 16 slots, all busy with callers who wait: 160 / (16 × 0.8).
        Assert.Equal(13, WorkerDemand.Of(Idle with { Synchronous = 160 }, Unbounded));

        // A backlog that ten workers drain in time asks for no eleventh because they are busy with it.
        var load = Idle with { Backlog = 6000, Running = 160 };
        Assert.Equal(10, WorkerDemand.Of(load, Unbounded with { Utilisation = 1 }));
    }

    [Fact]
    public void A_function_at_its_limit_asks_for_no_more_than_it_may_use()
        => Assert.Equal(
            1, WorkerDemand.Of(Idle with { Backlog = 1_000_000, Ceiling = 10, Running = 10 }, Unbounded));

    [Fact]
    public void Extremes_are_bounded_too()
    {
        var target = Unbounded with { MaxWorkers = 100 };
        var load = Idle with
        {
            Backlog = long.MaxValue,
            Arrivals = double.MaxValue,
            ServiceTime = TimeSpan.MaxValue,
            OldestAge = TimeSpan.MaxValue,
            Ceiling = long.MaxValue,
            Running = long.MaxValue,
        };

        Assert.Equal(100, WorkerDemand.Of(load, target));
    }
}
