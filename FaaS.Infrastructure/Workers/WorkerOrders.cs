using FaaS.Domain.Workers;
using Microsoft.Extensions.Logging;

namespace FaaS.Infrastructure.Workers;

/// <summary>What an operator may tell workers. Each is connected to every dispatcher, so any can tell it.</summary>
internal sealed partial class WorkerOrders(WorkerDirectory workers, ILogger<WorkerOrders> logger)
{
    // A quarter of them free, so that what comes back to a worker finds room there.
    private const double MaxLoad = 0.75;

    /// <summary>Asks it to finish what runs and to end. Null: there is no such worker.</summary>
    public WorkerChannel? Drain(string workerId)
    {
        foreach (var worker in workers.Channels)
        {
            if (worker.WorkerId == workerId)
            {
                // Nothing new from here, even before it says goodbye.
                worker.Leave();
                worker.Drain("An operator asked it to leave.");
                Log.Drained(logger, workerId);
                return worker;
            }
        }

        return null;
    }

    /// <summary>
    /// Has each worker let go of idle sandboxes whose calls belong to another. Returns of how many versions, by worker.
    /// </summary>
    public IReadOnlyDictionary<string, int> Rebalance()
    {
        var channels = workers.Channels.ToArray();
        var runtimes = channels.SelectMany(channel => channel.Runtimes).Distinct().Count();
        var misplaced = Rebalancing.Misplaced([.. channels.Select(channel => new WarmWorker(
            channel.Hash,
            channel.IsReady && channel.Runtimes.Count == runtimes,
            channel.Status.Running < MaxLoad * channel.Status.Slots,
            [.. channel.Status.Warm.Keys]))]);

        for (var i = 0; i < channels.Length; i++)
        {
            if (misplaced[i] is not [])
            {
                channels[i].Evict(misplaced[i]);
                Log.Rebalanced(logger, channels[i].WorkerId, misplaced[i].Count);
            }
        }

        return channels.Zip(misplaced).ToDictionary(pair => pair.First.WorkerId, pair => pair.Second.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Worker {WorkerId} was asked to leave.")]
        public static partial void Drained(ILogger logger, string workerId);

        [LoggerMessage(LogLevel.Information, "Worker {WorkerId} lets go of {Count} versions that belong elsewhere.")]
        public static partial void Rebalanced(ILogger logger, string workerId, int count);
    }
}
