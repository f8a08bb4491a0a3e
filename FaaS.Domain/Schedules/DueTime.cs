namespace FaaS.Domain.Schedules;

/// <param name="Fires">False for one that passes because the last invocation has not ended.</param>
public readonly record struct DueTime(DateTimeOffset At, bool Fires);
