namespace FaaS.Domain.Workers;

/// <summary>
/// Calls go where a sandbox is idle, so after a worker has joined, the others keep what they have. This says what they
/// should let go of: the idle sandboxes of every version whose calls would go elsewhere if nothing were warm.
/// </summary>
public static class Rebalancing
{
    /// <summary>For each worker, in their order, the versions that are not at home there.</summary>
    public static IReadOnlyList<IReadOnlyList<Guid>> Misplaced(IReadOnlyList<WarmWorker> workers)
        => [.. workers.Select(worker => worker.Warm.Where(version => IsMisplaced(version, worker, workers)).ToArray())];

    // A home that is loaded keeps nobody from serving from where the sandboxes are.
    private static bool IsMisplaced(Guid version, WarmWorker worker, IReadOnlyList<WarmWorker> workers)
    {
        var hash = PlacementHash.Of(version);
        var home = workers.Where(other => other.MayBeHome)
            .MaxBy(other => PlacementHash.Weight(hash, other.Hash));
        return home is { HasRoom: true } && home.Hash != worker.Hash;
    }
}
