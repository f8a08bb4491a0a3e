using FaaS.Protocol.Messages;
using FaaS.Worker.Docker;
using FaaS.Worker.Execution;
using FaaS.Worker.Networking;
using FaaS.Worker.Runtimes;
using FaaS.Worker.Sandboxes;

namespace FaaS.Worker.Dispatchers;

/// <summary>What this worker says of itself, in <c>hello</c> and with every heartbeat.</summary>
internal sealed class WorkerStatusReport(
    WorkerDirectory workerDirectory,
    WorkerLoad load,
    MemoryBudget memory,
    FunctionPools pools,
    DockerMonitor docker,
    RuntimeCheck runtimes,
    EgressNetwork egress)
{
    // A frame's meta holds 64 KiB.
    private const int MaxWarm = 800;
    private const int MaxBusy = 400;

    public WorkerHello Hello() => new(
        ProtocolMeta.Version,
        workerDirectory.WorkerId,
        Environment.MachineName,
        load.Slots,
        memory.TotalMib,
        Environment.ProcessorCount,
        runtimes.Available);

    /// <param name="calls">Of the dispatcher that is told.</param>
    public WorkerStatus Status(RunningCalls calls)
    {
        var offered = runtimes.Available;
        var fault = docker.Fault ?? (offered is [] ? runtimes.Problem : null);
        var state = load.IsDraining ? WorkerState.Draining
            : fault is not null ? WorkerState.Unhealthy
            : WorkerState.Ready;

        // Counted before what is idle: a call that ends in between is rather counted twice than overlooked.
        var busy = calls.ByVersion(MaxBusy);
        return new WorkerStatus(
            state,
            load.Running,
            load.Slots,
            memory.UsedMib,
            memory.TotalMib,
            pools.Warm(MaxWarm),
            fault ?? Shortcomings(),
            busy,
            egress.Fault is null,
            offered);
    }

    private string? Shortcomings() => (runtimes.Problem, egress.Fault) switch
    {
        (null, var noEgress) => noEgress,
        (var noRuntime, null) => noRuntime,
        var (noRuntime, noEgress) => $"{noRuntime} {noEgress}",
    };
}
