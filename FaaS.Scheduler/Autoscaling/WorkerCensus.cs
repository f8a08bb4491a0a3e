using FaaS.Infrastructure.Workers;

namespace FaaS.Scheduler.Autoscaling;

/// <summary>The workers that are connected to this scheduler, added up.</summary>
/// <param name="Busy">Slots in use, whoever sent the call.</param>
internal readonly record struct WorkerCensus(int Workers, int Slots, int Busy)
{
    public static WorkerCensus Of(WorkerDirectory workers)
    {
        var census = default(WorkerCensus);
        foreach (var channel in workers.Channels)
        {
            var status = channel.Status;
            census = channel.IsReady
                ? new(census.Workers + 1, census.Slots + status.Slots, census.Busy + status.Running)
                : census with { Busy = census.Busy + status.Running };
        }

        return census;
    }
}
