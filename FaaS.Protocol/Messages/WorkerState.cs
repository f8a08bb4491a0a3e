namespace FaaS.Protocol.Messages;

public enum WorkerState
{
    Ready,

    /// <summary>Finishes what runs and takes nothing new.</summary>
    Draining,

    /// <summary>Its Docker daemon does not answer; gets no work until it does.</summary>
    Unhealthy,
}
