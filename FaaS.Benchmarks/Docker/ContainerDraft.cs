namespace FaaS.Benchmarks.Docker;

/// <summary>A container of a baseline: no network, no logs.</summary>
internal sealed record ContainerDraft(string Image)
{
    /// <summary>Null for what the image starts.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Folders of the host by where the container sees them, read-only.</summary>
    public IReadOnlyDictionary<string, string> Mounts { get; init; } = new Dictionary<string, string>();
}
