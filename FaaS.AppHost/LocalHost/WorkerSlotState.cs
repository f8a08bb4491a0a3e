namespace FaaS.AppHost.LocalHost;

internal enum WorkerSlotState
{
    Stopped,
    Running,

    /// <summary>Finishes its work; cannot be started before it has ended.</summary>
    Stopping,
}
