using System.ComponentModel.DataAnnotations;

namespace FaaS.Scheduler.Deliveries;

internal sealed class DeliveryOptions
{
    public const string Section = "Deliveries";

    /// <summary>How often due deliveries are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The most deliveries that one scheduler makes at once.</summary>
    [Range(1, 1000)]
    public int MaxRunning { get; set; } = 32;

    /// <summary>The most of these to one host or function, so that a slow one holds up only its own.</summary>
    [Range(1, 1000)]
    public int MaxRunningPerTarget { get; set; } = 4;

    /// <summary>How long a receiver may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After this many a delivery has failed for good.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The longest wait before the second attempt; three times as long before every further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryBase { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between two attempts, also when a receiver asks for more.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryCap { get; set; } = TimeSpan.FromHours(2);
}
