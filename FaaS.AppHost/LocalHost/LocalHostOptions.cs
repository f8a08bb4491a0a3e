using System.ComponentModel.DataAnnotations;

namespace FaaS.AppHost.LocalHost;

internal sealed class LocalHostOptions
{
    public const string Section = "LocalHost";

    /// <summary>Where all that must survive a restart is kept. Default: <c>.faas</c> beside the solution.</summary>
    public string Directory { get; set; } = Path.Combine(Checkout.Root, ".faas");

    /// <summary>
    /// The folder with one folder of binaries per project. Default: the build output that this program is in.
    /// </summary>
    public string Binaries { get; set; } = Checkout.Binaries;

    /// <summary>How many workers to start. They share this machine: more than one is for trying things out.</summary>
    [Range(0, 64, ErrorMessage = "LocalHost:Workers must be between 0 and 64.")]
    public int Workers { get; set; } = 1;

    [Range(1, 65535, ErrorMessage = "LocalHost:ApiPort must be a port number.")]
    public int ApiPort { get; set; } = 8080;

    [Range(1, 65535, ErrorMessage = "LocalHost:SchedulerPort must be a port number.")]
    public int SchedulerPort { get; set; } = 8081;

    [Range(1, 65535, ErrorMessage = "LocalHost:PostgresPort must be a port number.")]
    public int PostgresPort { get; set; } = 15432;

    [Range(1, 65535, ErrorMessage = "LocalHost:RedisPort must be a port number.")]
    public int RedisPort { get; set; } = 16379;

    /// <summary>Where the Docker Engine listens, to remove containers that a killed worker left behind.</summary>
    [Required(ErrorMessage = "LocalHost:DockerSocket must be the path of the Docker Engine's socket.")]
    public string DockerSocket { get; set; } = "/var/run/docker.sock";

    /// <summary>The longest that one process may take to become healthy; then the whole start fails.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00", ErrorMessage = "LocalHost:StartTimeout must be 1 s to 30 min.")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a process may take to stop by itself before it is killed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "LocalHost:StopTimeout must be 1 s to 10 min.")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The pause before the first restart of a crashed process; it doubles with every further crash.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00", ErrorMessage = "LocalHost:RestartDelay must be 10 ms to 60 s.")]
    public TimeSpan RestartDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between restarts. A process that ran for longer than this starts over.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00", ErrorMessage = "LocalHost:MaxRestartDelay: 10 ms to 1 h.")]
    public TimeSpan MaxRestartDelay { get; set; } = TimeSpan.FromSeconds(30);
}
