using System.ComponentModel.DataAnnotations;

namespace FaaS.Infrastructure.Workers;

internal sealed class WorkersOptions
{
    public const string Section = "Workers";

    /// <summary>What a worker must show to join. Whoever has it is sent the users' code and payloads.</summary>
    [Required, MinLength(16)]
    public string JoinToken { get; set; } = "";

    /// <summary>
    /// How often workers report. A worker gives up a dispatcher that is silent for five of these, and kills what it ran
    /// for it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How long a leaving dispatcher waits for what its workers are running.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:15:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A worker that has been silent for this long gets nothing new until it is heard again. More than two heartbeats.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan SuspectAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A worker that has been silent for this long is given up, and all that it ran with it. More than
    /// <see cref="SuspectAfter"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:05:00")]
    public TimeSpan DeadAfter { get; set; } = TimeSpan.FromSeconds(5);
}
