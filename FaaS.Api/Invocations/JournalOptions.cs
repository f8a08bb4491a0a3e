using System.ComponentModel.DataAnnotations;

namespace FaaS.Api.Invocations;

internal sealed class JournalOptions
{
    public const string Section = "Journal";

    /// <summary>How long records gather before they are written together. They can be read that much later.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.200")]
    public TimeSpan Gather { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The most records of one write.</summary>
    [Range(1, 100_000)]
    public int BatchSize { get; set; } = 2000;

    /// <summary>Records that wait in memory while Postgres is away; beyond it the oldest are dropped.</summary>
    [Range(1, 10_000_000)]
    public int MaxEntries { get; set; } = 100_000;

    /// <summary>The same in bytes.</summary>
    [Range(1024 * 1024, 16L * 1024 * 1024 * 1024)]
    public long MaxBytes { get; set; } = 256 * 1024 * 1024;
}
