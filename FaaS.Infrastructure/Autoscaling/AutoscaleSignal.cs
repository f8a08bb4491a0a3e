namespace FaaS.Infrastructure.Autoscaling;

/// <summary>How many workers there should be, and why, as the leading scheduler sees it.</summary>
/// <param name="Workers">How many there should be.</param>
/// <param name="Needed">How many the load of this moment needs; fewer only after a while makes fewer workers.</param>
/// <param name="Connected">How many are connected and take work.</param>
/// <param name="Backlog">Asynchronous invocations that are due and wait.</param>
/// <param name="Arrivals">Asynchronous invocations accepted per second.</param>
/// <param name="Running">Slots in which something runs for the queue.</param>
/// <param name="Synchronous">Slots in which something runs for callers who wait.</param>
internal sealed record AutoscaleSignal(
    int Workers,
    int Needed,
    int Connected,
    int MinWorkers,
    int MaxWorkers,
    long Backlog,
    TimeSpan OldestAge,
    double Arrivals,
    TimeSpan ServiceTime,
    long Running,
    long Synchronous,
    double SlotsPerWorker,
    DateTimeOffset At);
