namespace FaaS.Infrastructure.Schedules;

/// <param name="Moved">How many schedules went on to their next time.</param>
/// <param name="Invocations">Those that were accepted.</param>
internal sealed record FiredSchedules(int Moved, IReadOnlySet<Guid> Invocations);
