namespace FaaS.AppHost.LocalHost;

internal sealed class WorkerSlot(string id, ChildProcess process)
{
    public string Id => id;

    public ChildProcess Process => process;

    public WorkerSlotState State { get; set; } = WorkerSlotState.Stopped;
}
