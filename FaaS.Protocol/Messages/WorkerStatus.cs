using FaaS.Domain.Functions;

namespace FaaS.Protocol.Messages;

/// <summary>What a worker says of itself with every heartbeat.</summary>
/// <param name="Warm">Sandboxes that are ready for the next call of a version, by version id.</param>
/// <param name="Busy">Calls of this dispatcher that the worker has and has not answered, by version id.</param>
/// <param name="Detail">Why it is not ready, or not for everything, for people.</param>
/// <param name="Egress">Whether it takes functions that ask for egress.</param>
/// <param name="Runtimes">Those it can run now. Null: those of its hello.</param>
public sealed record WorkerStatus(
    WorkerState State,
    int Running,
    int Slots,
    int MemoryUsedMb,
    int MemoryMb,
    IReadOnlyDictionary<Guid, int> Warm,
    string? Detail,
    IReadOnlyDictionary<Guid, int>? Busy = null,
    bool Egress = true,
    IReadOnlyList<Runtime>? Runtimes = null);
