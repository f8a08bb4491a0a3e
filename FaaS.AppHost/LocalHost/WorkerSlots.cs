using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FaaS.AppHost.LocalHost;

/// <summary>
/// The workers that there may be, each with an id of its own that it keeps. Those that are too many are asked to stop,
/// the last first, and may finish what they run; they are started again only when more are needed.
/// </summary>
/// <param name="workers">All that there may be, asked for when the first is to be started.</param>
internal sealed partial class WorkerSlots(
    Func<IEnumerable<(string Id, ChildCommand Command)>> workers,
    Children children,
    LeftoverContainers leftovers,
    IOptions<LocalHostOptions> options,
    ILogger<WorkerSlots> logger)
{
    // What a worker does after the last of its work has ended, with its containers above all.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(20);

    private readonly LocalHostOptions _options = options.Value;
    private readonly Lock _gate = new();
    private readonly List<WorkerSlot> _slots = [];

    /// <summary>Those that are kept running, whether they are at this moment or not.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
            {
                return _slots.Count(slot => slot.State == WorkerSlotState.Running);
            }
        }
    }

    /// <summary>Starts or stops what differs from that. Does not wait for those that stop.</summary>
    public void ScaleTo(int wanted)
    {
        lock (_gate)
        {
            Open();
            var running = _slots.Count(slot => slot.State == WorkerSlotState.Running);
            foreach (var slot in _slots.Where(slot => slot.State == WorkerSlotState.Stopped).Take(wanted - running))
            {
                slot.State = WorkerSlotState.Running;
                slot.Process.Start();
                Log.Started(logger, slot.Process.Name, wanted);
            }

            foreach (var slot in _slots.AsEnumerable().Reverse()
                .Where(slot => slot.State == WorkerSlotState.Running).Take(running - wanted))
            {
                slot.State = WorkerSlotState.Stopping;
                Log.Stopping(logger, slot.Process.Name, wanted);
                _ = StopAsync(slot);
            }
        }
    }

    private void Open()
    {
        if (_slots.Count == 0)
        {
            _slots.AddRange(workers().Select(worker => new WorkerSlot(
                worker.Id, children.Add(worker.Command, StopOrder.Workers))));
        }
    }

    private async Task StopAsync(WorkerSlot slot)
    {
        await slot.Process.StopAsync(_options.WorkerDrain + Farewell);
        await leftovers.RemoveAsync([slot.Id]);
        lock (_gate)
        {
            slot.State = WorkerSlotState.Stopped;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Process} starts: {Wanted} workers are needed.")]
        public static partial void Started(ILogger logger, string process, int wanted);

        [LoggerMessage(LogLevel.Information, "{Process} stops when it has finished its work: {Wanted} are enough.")]
        public static partial void Stopping(ILogger logger, string process, int wanted);
    }
}
