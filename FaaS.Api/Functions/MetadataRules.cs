using System.Text;

namespace FaaS.Api.Functions;

/// <summary>The caller's own notes, bounded because every read of the function carries them.</summary>
internal static class MetadataRules
{
    private const int MaxBytes = 16 * 1024;

    public static IEnumerable<string> Check(Dictionary<string, string> metadata)
    {
        foreach (var (key, value) in metadata)
        {
            // jsonb cannot hold the character 0.
            if (key.Length == 0 || value is null || $"{key}{value}".Contains('\0', StringComparison.Ordinal))
            {
                yield return $"{key.Replace("\0", "", StringComparison.Ordinal)}: must be text with a name.";
            }
        }

        if (metadata.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value ?? ""))
            > MaxBytes)
        {
            yield return $"Names and values may have {MaxBytes} bytes together.";
        }
    }
}
