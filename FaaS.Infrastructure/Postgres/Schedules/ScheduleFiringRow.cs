namespace FaaS.Infrastructure.Postgres.Schedules;

/// <summary>One due time of a schedule that was answered; its key is what keeps a second answer out.</summary>
public sealed class ScheduleFiringRow
{
    public required Guid ScheduleId { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Null when the overlap policy let the time pass.</summary>
    public Guid? InvocationId { get; init; }

    public required DateTimeOffset FiredAt { get; init; }
}
