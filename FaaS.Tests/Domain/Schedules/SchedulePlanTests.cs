using FaaS.Domain.Schedules;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Schedules;

public sealed class SchedulePlanTests
{
    private const int Limit = 100;

    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly IntervalTiming Hourly = new(TimeSpan.FromHours(1));
    private static readonly IntervalTiming EverySecond = new(TimeSpan.FromSeconds(1));

    [Fact]
    public void What_is_due_fires_and_the_next_follows()
    {
        var plan = Plan(Due(Hourly), Noon.AddSeconds(1))!;

        Assert.Equal([new DueTime(Noon, true)], plan.Times);
        Assert.Equal(Noon.AddHours(1), plan.Next);
    }

    [Theory]
    [InlineData(CatchUpPolicy.None)]
    [InlineData(CatchUpPolicy.All)]
    [InlineData(CatchUpPolicy.Last)]
    public void What_is_a_little_late_was_not_missed(CatchUpPolicy catchUp)
    {
        var plan = Plan(Due(EverySecond) with { CatchUp = catchUp }, Noon.AddSeconds(4.5))!;

        Assert.Equal(Enumerable.Range(0, 5).Select(second => new DueTime(Noon.AddSeconds(second), true)), plan.Times);
        Assert.Equal(Noon.AddSeconds(5), plan.Next);
    }

    [Fact]
    public void Without_catching_up_missed_times_pass_and_what_is_due_now_does_not()
    {
        Assert.Empty(Plan(Due(Hourly), Noon.AddHours(3.5))!.Times);
        var plan = Plan(Due(Hourly), Noon.AddHours(3).AddSeconds(5))!;

        Assert.Equal([new DueTime(Noon.AddHours(3), true)], plan.Times);
        Assert.Equal(Noon.AddHours(4), plan.Next);
    }

    [Fact]
    public void Without_catching_up_a_frequent_schedule_fires_once_after_a_break()
    {
        var plan = Plan(Due(EverySecond), Noon.AddHours(2).AddSeconds(0.5))!;

        Assert.Equal([new DueTime(Noon.AddHours(2), true)], plan.Times);
        Assert.Equal(Noon.AddHours(2).AddSeconds(1), plan.Next);
    }

    [Fact]
    public void Catching_up_with_the_last_fires_once()
    {
        var plan = Plan(Due(EverySecond) with { CatchUp = CatchUpPolicy.Last }, Noon.AddDays(30).AddSeconds(0.5))!;

        Assert.Equal([new DueTime(Noon.AddDays(30), true)], plan.Times);
        Assert.Equal(Noon.AddDays(30).AddSeconds(1), plan.Next);
    }

    [Fact]
    public void The_last_of_a_rare_schedule_is_caught_up_with_however_long_ago_it_was()
    {
        var monthly = new IntervalTiming(TimeSpan.FromDays(30));
        var plan = Plan(Due(monthly) with { CatchUp = CatchUpPolicy.Last }, Noon.AddDays(20))!;

        Assert.Equal([new DueTime(Noon, true)], plan.Times);
    }

    [Fact]
    public void Catching_up_with_all_fires_every_one_in_batches()
    {
        var (schedule, now) = (Due(EverySecond) with { CatchUp = CatchUpPolicy.All }, Noon.AddMinutes(5));
        var fired = new List<DateTimeOffset>();
        while (schedule.DueAt <= now)
        {
            var plan = Plan(schedule, now)!;
            Assert.InRange(plan.Times.Count, 1, Limit);
            Assert.All(plan.Times, time => Assert.True(time.Fires));
            fired.AddRange(plan.Times.Select(time => time.At));
            schedule = schedule with { DueAt = plan.Next!.Value };
        }

        Assert.Equal(Enumerable.Range(0, 301).Select(second => Noon.AddSeconds(second)), fired);
    }

    [Fact]
    public void Catching_up_with_all_is_bounded_to_the_latest()
    {
        var now = Noon.AddDays(365);
        var plan = SchedulePlan.Of(Due(EverySecond) with { CatchUp = CatchUpPolicy.All }, now, int.MaxValue)!;

        Assert.Equal(SchedulePlan.MaxCaughtUp, plan.Times.Count);
        Assert.Equal(now, plan.Times[^1].At);
    }

    [Fact]
    public void Skipping_lets_a_time_pass_while_the_last_one_runs()
    {
        var schedule = Due(Hourly) with { Overlap = OverlapPolicy.Skip };

        Assert.Equal([new DueTime(Noon, false)], Plan(schedule with { IsBusy = true }, Noon)!.Times);
        Assert.Equal([new DueTime(Noon, true)], Plan(schedule, Noon)!.Times);
    }

    [Fact]
    public void Skipping_fires_one_of_several_that_are_due_together()
    {
        var plan = Plan(Due(EverySecond) with { Overlap = OverlapPolicy.Skip }, Noon.AddSeconds(2))!;

        Assert.Equal([true, false, false], plan.Times.Select(time => time.Fires));
    }

    [Fact]
    public void Queueing_waits_for_the_last_one_and_then_fires_once()
    {
        var schedule = Due(EverySecond) with { Overlap = OverlapPolicy.Queue };
        Assert.Null(Plan(schedule with { IsBusy = true }, Noon.AddHours(1)));

        // However long it has waited, it was not missed.
        var plan = Plan(schedule with { LastEndedAt = Noon.AddHours(1) }, Noon.AddHours(1).AddSeconds(0.5))!;

        Assert.Equal([new DueTime(Noon, true)], plan.Times);
        Assert.Equal(Noon.AddHours(1).AddSeconds(1), plan.Next);
    }

    [Fact]
    public void Queueing_catches_up_with_one_that_runs_and_one_that_waits()
    {
        var schedule = Due(Hourly) with
        {
            Overlap = OverlapPolicy.Queue,
            CatchUp = CatchUpPolicy.All,
            LastEndedAt = Noon.AddHours(-1),
        };

        var plan = Plan(schedule, Noon.AddHours(5))!;

        Assert.Equal([new DueTime(Noon, true)], plan.Times);
        Assert.Equal(Noon.AddHours(5), plan.Next);
    }

    [Fact]
    public void Whatever_the_policies_no_time_is_answered_twice_and_the_next_is_later()
        => Prop.ForAll(Schedules, Gen.Choose(0, 400_000).ToArbitrary(), (schedule, seconds) =>
        {
            var now = schedule.DueAt.AddSeconds(seconds);
            if (SchedulePlan.Of(schedule, now, Limit) is not { } plan)
            {
                return schedule.Overlap == OverlapPolicy.Queue && schedule.IsBusy;
            }

            var times = plan.Times.Select(time => time.At).ToList();
            return times.SequenceEqual(times.Distinct().Order())
                && times.All(time => time >= schedule.DueAt && time <= now)
                && (times.Count == 0 || plan.Next > times[^1])
                && plan.Next > schedule.DueAt
                && times.Count <= Limit;
        }).QuickCheckThrowOnFailure();

    private static Arbitrary<DueSchedule> Schedules
        => (from interval in Gen.Choose(1, 100_000)
            from overlap in Gen.Elements(Enum.GetValues<OverlapPolicy>())
            from catchUp in Gen.Elements(Enum.GetValues<CatchUpPolicy>())
            from isBusy in Gen.Elements(true, false)
            from ended in Gen.Choose(-1000, 1000)
            select new DueSchedule(
                new IntervalTiming(TimeSpan.FromSeconds(interval)), overlap, catchUp, Noon, isBusy,
                isBusy ? null : Noon.AddSeconds(ended))).ToArbitrary();

    private static DueSchedule Due(ScheduleTiming timing)
        => new(timing, OverlapPolicy.Allow, CatchUpPolicy.None, Noon, IsBusy: false, LastEndedAt: null);

    private static SchedulePlan? Plan(DueSchedule schedule, DateTimeOffset now)
        => SchedulePlan.Of(schedule, now, Limit);
}
