namespace FaaS.Domain.Workers;

/// <summary>A worker as one sees it who asks where idle sandboxes should be.</summary>
/// <param name="Hash">Of the worker's id, see <see cref="PlacementHash"/>.</param>
/// <param name="MayBeHome">Takes work, and can run whatever any other of them has warm.</param>
/// <param name="HasRoom">Is not more loaded than a worker may be for calls to prefer it.</param>
/// <param name="Warm">The versions of which it has idle sandboxes.</param>
public sealed record WarmWorker(ulong Hash, bool MayBeHome, bool HasRoom, IReadOnlyCollection<Guid> Warm);
