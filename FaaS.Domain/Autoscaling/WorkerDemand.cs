namespace FaaS.Domain.Autoscaling;

/// <summary>How many workers the load needs.</summary>
public static class WorkerDemand
{
    // However late it is already, a backlog is never asked to be gone at once.
    private const int ShortestPart = 4;

    /// <summary>
    /// By Little's law, what arrives keeps <c>arrivals × service time</c> slots busy. On top of that the backlog takes
    /// <c>backlog × service time / time left</c> slots, where the time left is what remains of <c>drain within</c>
    /// for the oldest, and at least a quarter of it. Both together are never more than the functions' limits allow.
    /// With the slots that synchronous calls keep busy, divided by the slots that a worker should have in use, this is
    /// <c>⌈(min(both, ceiling) + synchronous) / (slots per worker × utilisation)⌉</c>, though never fewer workers than
    /// hold what runs now, and from <c>min</c> to <c>max</c>.
    /// </summary>
    public static int Of(WorkLoad load, ScalingTarget target)
    {
        var service = load.ServiceTime.TotalSeconds;
        var window = target.DrainWithin.TotalSeconds;
        var left = Math.Max(window - load.OldestAge.TotalSeconds, window / ShortestPart);
        var queued = Math.Min((load.Arrivals * service) + (load.Backlog * service / left), load.Ceiling);
        var needed = (queued + load.Synchronous) / (load.SlotsPerWorker * target.Utilisation);
        var occupied = (load.Running + load.Synchronous) / load.SlotsPerWorker;
        return (int)Math.Clamp(
            Math.Ceiling(Math.Max(needed, occupied)), target.MinWorkers, target.MaxWorkers);
    }
}
