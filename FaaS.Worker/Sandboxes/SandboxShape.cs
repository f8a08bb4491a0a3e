using FaaS.Domain.Functions;

namespace FaaS.Worker.Sandboxes;

/// <summary>What generic sandboxes have in common: any of one shape can become any function of that shape.</summary>
/// <param name="Image">The last part of the image's name.</param>
internal readonly record struct SandboxShape(string Image, NetworkAccess Network)
{
    /// <summary>Set for sandboxes that compile: they get more room and never see a request.</summary>
    public bool IsBuild { get; init; }
}
