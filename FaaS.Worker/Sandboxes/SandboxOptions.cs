using System.ComponentModel.DataAnnotations;

namespace FaaS.Worker.Sandboxes;

internal sealed class SandboxOptions
{
    public const string Section = "Worker:Sandbox";
    public const string DockerDefaultSeccomp = "docker-default";

    /// <summary>Goes before the runtime's name, so that images can come from a registry of one's own.</summary>
    [Required]
    public string ImagePrefix { get; set; } = "faas/";

    /// <summary>The images' tag. Empty: the version that this worker was built with.</summary>
    public string? ImageVersion { get; set; }

    /// <summary>The OCI runtime, for instance <c>runsc</c>. Empty: the daemon's default.</summary>
    public string? OciRuntime { get; set; }

    /// <summary>A file, or <c>docker-default</c> for the daemon's own profile. Empty: ours.</summary>
    public string? SeccompProfile { get; set; }

    /// <summary>Processes and threads in one sandbox.</summary>
    [Range(16, 32_768)]
    public int PidsLimit { get; set; } = 256;

    /// <summary>
    /// Weight of a sandbox where CPU time is short, against 1024 of any other container or service in the same group:
    /// many busy sandboxes must not starve the daemons that run them. It does not limit what is free.
    /// </summary>
    [Range(2, 262_144)]
    public int CpuShares { get; set; } = 64;

    /// <summary>Open files of one process in a sandbox.</summary>
    [Range(64, 1_048_576)]
    public int OpenFiles { get; set; } = 1024;

    /// <summary>What /tmp holds, in MiB. It counts as the function's memory.</summary>
    [Range(1, 65_536)]
    public int TmpMb { get; set; } = 64;

    /// <summary>What /dev/shm holds, in MiB. It counts as the function's memory.</summary>
    [Range(1, 65_536)]
    public int ShmMb { get; set; } = 16;

    /// <summary>Idle sandboxes of each runtime that are kept when nothing happens.</summary>
    [Range(0, 100)]
    public int MinGeneric { get; set; } = 2;

    /// <summary>Idle sandboxes of each runtime that are kept when calls come fast.</summary>
    [Range(1, 1000)]
    public int MaxGeneric { get; set; } = 8;

    /// <summary>Counts for an idle generic sandbox in the memory budget, in MiB.</summary>
    [Range(1, 1024)]
    public int GenericMemoryMb { get; set; } = 32;

    /// <summary>Containers that are created at once. More only queue inside the daemon.</summary>
    [Range(1, 64)]
    public int ParallelStarts { get; set; } = 2;

    [Range(1, 64)]
    public int ParallelRemovals { get; set; } = 2;

    /// <summary>How long a container may take from its start to its agent's first word.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a sandbox of a function waits for its next call before it is removed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after its last call a function with single-use sandboxes has one initialised ahead.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan AheadTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The most sandboxes that are initialised ahead for one function.</summary>
    [Range(0, 100)]
    public int MaxAhead { get; set; } = 8;

    /// <summary>What a compiler may use, in MiB, but at most half of the worker's; its /tmp counts.</summary>
    [Range(256, 65_536)]
    public int BuildMemoryMb { get; set; } = 2048;
}
