namespace FaaS.Domain.Schedules;

/// <summary>A schedule whose time has come.</summary>
/// <param name="DueAt">The earliest time that has not been answered.</param>
/// <param name="IsBusy">Whether its last invocation has not ended.</param>
/// <param name="LastEndedAt">When that ended; null while it has not, and where there was none.</param>
public sealed record DueSchedule(
    ScheduleTiming Timing,
    OverlapPolicy Overlap,
    CatchUpPolicy CatchUp,
    DateTimeOffset DueAt,
    bool IsBusy,
    DateTimeOffset? LastEndedAt);
