namespace FaaS.Domain.Schedules;

/// <summary>What is to be done about a schedule that is due: which times are answered now, which is next.</summary>
/// <param name="Next">The new due time; null when there will be none.</param>
public sealed record SchedulePlan(IReadOnlyList<DueTime> Times, DateTimeOffset? Next)
{
    /// <summary>The most missed times that are made up for, the latest of them.</summary>
    public const int MaxCaughtUp = 1000;

    /// <summary>What is later than this was missed: nobody was there, and the catch-up policy decides.</summary>
    public static readonly TimeSpan OnTime = TimeSpan.FromMinutes(1);

    /// <summary>How far back missed times are made up for.</summary>
    public static readonly TimeSpan CatchUpSpan = TimeSpan.FromDays(7);

    /// <summary>Null while it has to wait for its last invocation.</summary>
    /// <param name="limit">The most times that are answered at once; others stay due.</param>
    public static SchedulePlan? Of(DueSchedule schedule, DateTimeOffset now, int limit)
        => schedule.Overlap == OverlapPolicy.Queue ? Queued(schedule, now) : Unqueued(schedule, now, limit);

    private static SchedulePlan Unqueued(DueSchedule schedule, DateTimeOffset now, int limit)
    {
        var answered = Answered(schedule, now);
        var mayFire = schedule.Overlap == OverlapPolicy.Allow ? int.MaxValue : schedule.IsBusy ? 0 : 1;
        return new(
            [.. answered.Take(limit).Select((due, index) => new DueTime(due, Fires: index < mayFire))],
            answered.Count > limit ? answered[limit] : schedule.Timing.After(schedule.DueAt, now));
    }

    /// <summary>One runs and one waits, at most; which that is does not change while it waits.</summary>
    private static SchedulePlan? Queued(DueSchedule schedule, DateTimeOffset now)
    {
        if (schedule.IsBusy)
        {
            return null;
        }

        var hasWaited = schedule.LastEndedAt > schedule.DueAt;
        var answered = hasWaited ? [schedule.DueAt] : Answered(schedule, now);
        return new(
            [.. answered.Take(1).Select(due => new DueTime(due, Fires: true))],
            answered.Count > 1 ? answered[^1] : schedule.Timing.After(schedule.DueAt, now));
    }

    private static List<DateTimeOffset> Answered(DueSchedule schedule, DateTimeOffset now)
    {
        var isLate = schedule.DueAt < now - OnTime;
        var due = (schedule.CatchUp, isLate) switch
        {
            (CatchUpPolicy.None, true) => NotBefore(schedule, now - OnTime),
            (CatchUpPolicy.Last, true) => NotBefore(schedule, now - CatchUpSpan) is { } latest && latest <= now
                ? latest
                : schedule.DueAt,
            (CatchUpPolicy.All, true) => NotBefore(schedule, now - CatchUpSpan),
            _ => schedule.DueAt,
        };

        // One at most is due now; what came before it was missed, however short ago.
        var kept = isLate && schedule.CatchUp != CatchUpPolicy.All ? 1 : MaxCaughtUp;
        var times = new Queue<DateTimeOffset>();
        for (; due is { } time && time <= now; due = schedule.Timing.After(time, time))
        {
            if (times.Count == kept)
            {
                times.Dequeue();
            }

            times.Enqueue(time);
        }

        return [.. times];
    }

    private static DateTimeOffset? NotBefore(DueSchedule schedule, DateTimeOffset moment)
        => schedule.DueAt >= moment
            ? schedule.DueAt
            : schedule.Timing.After(schedule.DueAt, moment - TimeSpan.FromTicks(1));
}
