using FaaS.Domain.Schedules;
using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Leadership;
using FaaS.Infrastructure.Schedules;
using FaaS.Scheduler.Leadership;

namespace FaaS.Scheduler.Schedules;

/// <summary>Fires what is due, and sleeps until the next is. Fenced: each due time is answered exactly once.</summary>
internal sealed partial class ScheduleDuty(
    DueSchedules due,
    ScheduleFirings firings,
    InvocationIndex index,
    ScheduleMetrics metrics,
    ILogger<ScheduleDuty> logger) : ILeaderDuty
{
    private const int PageSize = 32;
    private const int MaxTimes = 100;
    private const int MaxPayloadBytes = 8 * 1024 * 1024;

    // A schedule that is made in the meantime, or whose last invocation ends, waits no longer than this.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly HashSet<Guid> _reported = [];

    public string Name => "schedules";

    public async Task<TimeSpan> RunAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        var clock = await due.ReadClockAsync(cancellationToken);
        if (clock.IsDue)
        {
            if (await FireAsync(clock.Now, term, cancellationToken))
            {
                return TimeSpan.Zero;
            }

            clock = await due.ReadClockAsync(cancellationToken);
        }

        var wait = clock.Next - clock.Now;
        return wait < LongestWait ? wait.Value : LongestWait;
    }

    /// <summary>Whether there is more to do at once.</summary>
    private async Task<bool> FireAsync(DateTimeOffset now, LeaderTerm term, CancellationToken cancellationToken)
    {
        var (left, hasMore) = (0, false);
        while (term.IsCurrent)
        {
            var page = await due.FindAsync(now, left, PageSize, cancellationToken);
            List<ScheduleMove> moves = [];
            foreach (var occasion in page)
            {
                var move = Move(occasion, now);
                if (move is not null)
                {
                    moves.Add(move);
                }

                var staysDue = move is null || move.Plan.Next <= now;
                left += staysDue ? 1 : 0;
                hasMore |= staysDue && move is not null;
                if (PayloadBytes(moves) >= MaxPayloadBytes)
                {
                    await FireAsync(moves, now, term, cancellationToken);
                    moves.Clear();
                }
            }

            // Where nothing moved, somebody else has been there: look again after the wait.
            var hasMoved = await FireAsync(moves, now, term, cancellationToken);
            if (page.Count < PageSize || !hasMoved)
            {
                return hasMore && hasMoved;
            }
        }

        return false;
    }

    /// <summary>Null when it stays due for now.</summary>
    private ScheduleMove? Move(ScheduleOccasion occasion, DateTimeOffset now)
    {
        var schedule = occasion.Schedule;
        try
        {
            var waiting = new DueSchedule(
                ScheduleTimings.Of(schedule.Cron, schedule.IntervalMs, schedule.TimeZone),
                schedule.Overlap,
                schedule.CatchUp,
                schedule.NextDueAt!.Value,
                occasion.IsBusy,
                occasion.LastEndedAt);
            var limit = Math.Clamp(MaxPayloadBytes / Math.Max(1, schedule.Payload.Length), 1, MaxTimes);
            return SchedulePlan.Of(waiting, now, limit) is { } plan
                ? new(
                    schedule,
                    plan,
                    [.. plan.Times.Where(time => time.Fires)
                        .Select(time => ScheduledInvocations.Of(occasion, time, now))])
                : null;
        }
        catch (InvalidDataException exception)
        {
            // Once is enough; the set is as small as the mistakes are rare.
            if (_reported.Add(schedule.Id))
            {
                Log.NotReadable(logger, exception, schedule.Id, schedule.Name);
            }

            return null;
        }
    }

    /// <summary>Whether any has moved that should.</summary>
    private async Task<bool> FireAsync(
        List<ScheduleMove> moves, DateTimeOffset now, LeaderTerm term, CancellationToken cancellationToken)
    {
        if (moves.Count == 0)
        {
            return true;
        }

        var (moved, accepted) = await firings.FireAsync(moves, term, cancellationToken);
        foreach (var move in moves)
        {
            metrics.Passed(moved == 0 ? 0 : move.Plan.Times.Count(time => !time.Fires));
            foreach (var (at, id) in move.Answers)
            {
                if (id is { } fired && accepted.Contains(fired))
                {
                    metrics.Fired(now - at);
                }
            }
        }

        await index.QueuedAsync(
        [
            .. moves.SelectMany(move => move.Invocations)
                .Where(one => accepted.Contains(one.Row.Id))
                .Select(one => new QueueEntry(
                    one.Row.Priority, one.Row.Tenant, one.Row.FunctionId, one.Row.Id, TimeSpan.Zero)),
        ]);
        return moved > 0;
    }

    private static long PayloadBytes(List<ScheduleMove> moves)
        => moves.Sum(move => (long)move.Invocations.Count * move.Schedule.Payload.Length);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Schedule {ScheduleId} ({Name}) cannot be read and does not fire.")]
        public static partial void NotReadable(ILogger logger, Exception exception, Guid scheduleId, string name);
    }
}
