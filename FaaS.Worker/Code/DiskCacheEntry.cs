namespace FaaS.Worker.Code;

internal sealed class DiskCacheEntry(long size)
{
    public long Size { get; } = size;

    /// <summary>Higher is more recent.</summary>
    public long UsedAt { get; set; }

    /// <summary>How many are linking from it right now.</summary>
    public int Pins { get; set; }
}
