using System.ComponentModel.DataAnnotations;

namespace FaaS.Infrastructure.Workers;

internal sealed class WorkersOptions
{
    public const string Section = "Workers";

    /// <summary>What a worker must show to join. Whoever has it is sent the users' code and payloads.</summary>
    [Required, MinLength(16)]
    public string JoinToken { get; set; } = "";

    /// <summary>
    /// How often workers report. One that is silent for five of these is given up, and all that it ran with it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How long a leaving dispatcher waits for what its workers are running.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:15:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(10);

    public TimeSpan SilenceLimit => 5 * Heartbeat;
}
