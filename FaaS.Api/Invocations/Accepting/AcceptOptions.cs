using System.ComponentModel.DataAnnotations;

namespace FaaS.Api.Invocations.Accepting;

internal sealed class AcceptOptions
{
    public const string Section = "Accept";

    /// <summary>The most invocations of one commit. More means fewer commits, and longer ones.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 256;

    /// <summary>The most payload bytes of one commit, beyond those of its first invocation.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int BatchBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Callers that may wait for the next commit; further ones wait for a place.</summary>
    [Range(1, 100_000)]
    public int MaxWaiting { get; set; } = 1024;
}
