namespace FaaS.Protocol.Messages;

/// <summary>Asks a worker to let go of idle sandboxes.</summary>
/// <param name="VersionIds">Of these versions.</param>
public sealed record Evict(IReadOnlyList<Guid> VersionIds);
