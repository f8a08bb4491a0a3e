using System.ComponentModel.DataAnnotations;

namespace FaaS.Worker;

internal sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>What others call this worker. Empty: the machine's name and a suffix, kept on disk.</summary>
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$", ErrorMessage = "must be a plain name, like worker-1.")]
    public string? Id { get; set; }

    /// <summary>Where the first dispatcher is. Empty: the service discovered as <c>api</c>.</summary>
    [Required(ErrorMessage = "is missing: it says where the Api is, like http://127.0.0.1:8080."), Url]
    public string? ApiUrl { get; set; }

    /// <summary>Proves to a dispatcher that this worker may join.</summary>
    [Required(ErrorMessage = "is missing: without it no dispatcher lets this worker in.")]
    public string JoinToken { get; set; } = "";

    /// <summary>Holds code, artifacts and sandbox directories; several workers may share it.</summary>
    [Required]
    public string Directory { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "faas", "worker");

    /// <summary>The most invocations that run at once. Zero: 16 per core.</summary>
    [Range(0, 10_000)]
    public int Slots { get; set; }

    /// <summary>What all sandboxes together may use, in MiB. Zero: three quarters of the machine's memory.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int MemoryMb { get; set; }

    /// <summary>How long running work may go on after SIGTERM.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:15:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(4);

    public int EffectiveSlots => Slots > 0 ? Slots : 16 * Environment.ProcessorCount;

    public int EffectiveMemoryMb => MemoryMb > 0
        ? MemoryMb
        : (int)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024) * 3 / 4);
}
