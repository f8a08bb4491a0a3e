using FaaS.Domain.Invocations;
using FaaS.Domain.Schedules;

namespace FaaS.Infrastructure.Postgres.Schedules;

/// <summary>When a function runs by itself.</summary>
public sealed class ScheduleRow
{
    public required Guid Id { get; init; }

    public required string Tenant { get; init; }

    public required string Name { get; set; }

    public required Guid FunctionId { get; set; }

    /// <summary>Either this or <see cref="IntervalMs"/>.</summary>
    public string? Cron { get; set; }

    public long? IntervalMs { get; set; }

    /// <summary>IANA name; what the cron expression means by hours and days.</summary>
    public required string TimeZone { get; set; }

    public required byte[] Payload { get; set; }

    public string? ContentType { get; set; }

    public required Dictionary<string, string> Headers { get; set; }

    public required InvocationPriority Priority { get; set; }

    public required OverlapPolicy Overlap { get; set; }

    public required CatchUpPolicy CatchUp { get; set; }

    public required bool Enabled { get; set; }

    /// <summary>Null when it will not fire again.</summary>
    public DateTimeOffset? NextDueAt { get; set; }

    /// <summary>The last time that fired.</summary>
    public DateTimeOffset? LastDueAt { get; set; }

    public Guid? LastInvocationId { get; set; }

    /// <summary>Counts changes.</summary>
    public required long Revision { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
