namespace FaaS.Domain.Schedules;

/// <summary>Always the same time apart, however long the clocks say that is.</summary>
public sealed record IntervalTiming(TimeSpan Interval) : ScheduleTiming
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public override DateTimeOffset? After(DateTimeOffset known, DateTimeOffset moment)
    {
        var steps = (long)Math.Floor((double)(moment - known).Ticks / Interval.Ticks) + 1;
        var due = known + (steps * Interval);

        // A double does not hold every tick.
        return due <= moment ? due + Interval : due - Interval > moment ? due - Interval : due;
    }

    public override DateTimeOffset? First(DateTimeOffset now) => now + Interval;
}
