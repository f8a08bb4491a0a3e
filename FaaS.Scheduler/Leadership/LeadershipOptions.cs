using System.ComponentModel.DataAnnotations;

namespace FaaS.Scheduler.Leadership;

internal sealed class LeadershipOptions
{
    public const string Section = "Leadership";

    /// <summary>How long after its last renewal a leader that died is replaced.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:00:30")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the leader renews its lease. At most a third of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:10")]
    public TimeSpan Renewal { get; set; } = TimeSpan.FromMilliseconds(750);
}
