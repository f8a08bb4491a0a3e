using FaaS.Infrastructure.Autoscaling;

namespace FaaS.Api.Admin;

/// <summary>How many workers there should be, and why.</summary>
/// <param name="Workers">How many; null while no scheduler says so.</param>
/// <param name="Needed">
/// What the load of this moment needs. Fewer than <paramref name="Workers"/> become fewer workers after a while.
/// </param>
/// <param name="Connected">How many take work now.</param>
/// <param name="Backlog">Asynchronous invocations that are due and wait.</param>
/// <param name="OldestAgeMs">How long the oldest of them has been due.</param>
/// <param name="ArrivalsPerSecond">Asynchronous invocations accepted.</param>
/// <param name="ServiceTimeMs">How long one keeps its slot, on average.</param>
/// <param name="Running">Slots in which something runs for the queue.</param>
/// <param name="Synchronous">Slots in which something runs for callers who wait.</param>
/// <param name="At">When it was computed.</param>
internal sealed record AutoscaleResponse(
    int? Workers,
    int? Needed,
    int? Connected,
    int? MinWorkers,
    int? MaxWorkers,
    long? Backlog,
    double? OldestAgeMs,
    double? ArrivalsPerSecond,
    double? ServiceTimeMs,
    long? Running,
    long? Synchronous,
    double? SlotsPerWorker,
    DateTimeOffset? At)
{
    public static readonly AutoscaleResponse Unknown =
        new(null, null, null, null, null, null, null, null, null, null, null, null, null);

    public static AutoscaleResponse Of(AutoscaleSignal signal) => new(
        signal.Workers,
        signal.Needed,
        signal.Connected,
        signal.MinWorkers,
        signal.MaxWorkers,
        signal.Backlog,
        signal.OldestAge.TotalMilliseconds,
        signal.Arrivals,
        signal.ServiceTime.TotalMilliseconds,
        signal.Running,
        signal.Synchronous,
        signal.SlotsPerWorker,
        signal.At);
}
