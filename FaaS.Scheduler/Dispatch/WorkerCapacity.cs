using FaaS.Infrastructure.Workers;
using FaaS.Protocol.Messages;

namespace FaaS.Scheduler.Dispatch;

/// <summary>How many invocations the connected workers could run for this scheduler.</summary>
internal sealed class WorkerCapacity(WorkerDirectory workers)
{
    public int Slots()
    {
        var slots = 0;
        foreach (var channel in workers.Channels)
        {
            var status = channel.Status;
            if (!channel.IsLeaving && status.State == WorkerState.Ready)
            {
                var elsewhere = Math.Max(0, status.Running - channel.Calls.Count);
                slots += Math.Max(0, status.Slots - elsewhere);
            }
        }

        return slots;
    }
}
