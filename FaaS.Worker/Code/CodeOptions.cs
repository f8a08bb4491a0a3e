using System.ComponentModel.DataAnnotations;

namespace FaaS.Worker.Code;

internal sealed class CodeOptions
{
    public const string Section = "Worker:Code";

    /// <summary>What code and compiled artifacts may take on disk, in MiB, before those used longest ago go.</summary>
    [Range(64, 1024 * 1024)]
    public int CacheMb { get; set; } = 4096;

    /// <summary>How long a dispatcher may take to send one function's code.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
