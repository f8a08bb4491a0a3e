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

    /// <summary>How few there may be when there is little to do. Default: as many as Workers.</summary>
    [Range(1, 64, ErrorMessage = "LocalHost:MinWorkers must be between 1 and 64.")]
    public int? MinWorkers { get; set; }

    /// <summary>How many there may be when there is much to do. Default: as many as Workers, so that none is added.
    /// </summary>
    [Range(1, 64, ErrorMessage = "LocalHost:MaxWorkers must be between 1 and 64.")]
    public int? MaxWorkers { get; set; }

    /// <summary>How often the scheduler's wish for workers is asked for, where their number may change.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00", ErrorMessage = "LocalHost:ScaleInterval: 50 ms to 5 min.")]
    public TimeSpan ScaleInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a worker that is no longer needed may go on with what it runs.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:15:00", ErrorMessage = "LocalHost:WorkerDrain must be 0 s to 15 min.")]
    public TimeSpan WorkerDrain { get; set; } = TimeSpan.FromMinutes(5);

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

    public int FewestWorkers => MinWorkers ?? Math.Min(Workers, MaxWorkers ?? Workers);

    public int MostWorkers => MaxWorkers ?? Math.Max(Workers, MinWorkers ?? Workers);

    public bool MayScale => FewestWorkers < MostWorkers;
}
