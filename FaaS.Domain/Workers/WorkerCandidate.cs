namespace FaaS.Domain.Workers;

/// <summary>A worker as a dispatcher sees it in the moment of placing an invocation.</summary>
/// <param name="Hash">Of the worker's id, the same in every dispatcher: see <see cref="PlacementHash"/>.</param>
/// <param name="Running">Invocations that hold a slot, those of other dispatchers included.</param>
/// <param name="Warm">Sandboxes that already are this version of the function, and idle.</param>
/// <param name="Sandboxes">All that it has of this version and that serve more than one call.</param>
/// <param name="Eligible">Ready, has the runtime, and did not just refuse something of this size.</param>
public readonly record struct WorkerCandidate(
    ulong Hash, int Slots, int Running, int Warm, int Sandboxes, bool Eligible)
{
    public bool HasRoom => Eligible && Running < Slots;
}
