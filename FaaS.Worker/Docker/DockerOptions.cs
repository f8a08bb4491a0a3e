using System.ComponentModel.DataAnnotations;

namespace FaaS.Worker.Docker;

internal sealed class DockerOptions
{
    public const string Section = "Worker:Docker";

    /// <summary>The unix socket of the Docker Engine.</summary>
    [Required, RegularExpression("^unix:///.+$", ErrorMessage = "must be unix:///path.")]
    public string Endpoint { get; set; } = "unix:///var/run/docker.sock";

    /// <summary>How long one request may take before the daemon counts as hanging.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How often the daemon is asked whether it is there. Bounds how long a dead one goes unnoticed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the daemon may think about that before it counts as away.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a start may take before this worker gets no more work. It may still succeed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromSeconds(6);

    public string SocketPath => Endpoint["unix://".Length..];
}
