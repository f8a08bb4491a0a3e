namespace FaaS.Infrastructure.Schedules;

/// <param name="Now">By the clock of Postgres, which is the same for all schedulers.</param>
/// <param name="IsDue">Whether the time of any schedule has come.</param>
/// <param name="Next">When the next one comes; null when none will.</param>
internal sealed record ScheduleClock(DateTimeOffset Now, bool IsDue, DateTimeOffset? Next);
