namespace FaaS.Domain.Schedules;

/// <summary>
/// A cron expression by the clocks of a time zone. One that names hours is about times of the day: each comes once a
/// day, at its first moment where the clocks show it twice, and where they leap over it, at the moment after the leap.
/// One that holds in every hour is about time that passes: it comes whenever the clocks show it, twice where they do
/// so twice, and not where they leap over it.
/// </summary>
public sealed record CronTiming(CronExpression Expression, TimeZoneInfo Zone) : ScheduleTiming
{
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    public override DateTimeOffset? After(DateTimeOffset known, DateTimeOffset moment)
        => (Expression.IsEveryHour ? AfterInEveryHour(moment) : AfterByTheClock(moment)) is { } due
            ? TimeZoneInfo.ConvertTime(due, Zone)
            : null;

    public override DateTimeOffset? First(DateTimeOffset now) => After(now, now);

    private DateTimeOffset? AfterByTheClock(DateTimeOffset moment)
    {
        var local = WallClock.At(moment, Zone);
        while (Expression.After(local) is { } next)
        {
            // Where the clocks have been put back, they show times again that have come already.
            var due = WallClock.FirstMomentOf(next, Zone);
            if (due > moment)
            {
                return due;
            }

            local = next;
        }

        return null;
    }

    private DateTimeOffset? AfterInEveryHour(DateTimeOffset moment)
    {
        var (from, local) = (moment, WallClock.At(moment, Zone));
        while (Expression.After(local) is { } next)
        {
            var due = new DateTimeOffset(next, TimeSpan.Zero) - Zone.GetUtcOffset(from);
            var horizon = due - from > Step ? from + Step : due;
            if (Zone.GetUtcOffset(horizon) != Zone.GetUtcOffset(from))
            {
                // The clocks change before that: go on from there, by what they show then.
                from = WallClock.FirstChange(from, horizon, Zone);
                local = WallClock.At(from, Zone).AddTicks(-1);
            }
            else if (horizon == due)
            {
                return due;
            }
            else
            {
                (from, local) = (horizon, WallClock.At(horizon, Zone));
            }
        }

        return null;
    }
}
