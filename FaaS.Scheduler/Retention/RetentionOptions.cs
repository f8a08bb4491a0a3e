using System.ComponentModel.DataAnnotations;

namespace FaaS.Scheduler.Retention;

/// <summary>
/// How long what has ended is kept. Everything is kept for at least its time; times of a day or more end with the UTC
/// day, so that days go as a whole.
/// </summary>
internal sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Off: nothing is ever removed, and the tables grow for ever.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Since the end of an invocation that is not dead; its attempts go with it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan Invocations { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Since the end; then the bytes of payload and result go, and the rest of the record stays.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan Results { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Since the end; then what the function wrote goes, and the rest of the record stays.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan Logs { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Since the end; nobody goes on from there any more.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan Checkpoints { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Since it died; until then a dead letter keeps all that it has, whatever the other times are.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan DeadLetters { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Since a delivery to a destination ended.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan Deliveries { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Since a schedule fired. Long, because the row keeps the same time from firing twice.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan ScheduleFirings { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Of the sums by tenant and hour. Budgets need the hour that runs.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Usage { get; set; } = TimeSpan.FromDays(90);

    /// <summary>From one look at what may go to the next.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The most rows that one statement visits.</summary>
    [Range(1, 10_000)]
    public int Batch { get; set; } = 1000;

    /// <summary>Between two statements, so that others get the disk.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The longest wait for the lock that a partition is made or dropped under. Everybody else waits behind it; after
    /// that it is given up until the next pass.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMilliseconds(500);
}
