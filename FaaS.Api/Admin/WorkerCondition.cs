namespace FaaS.Api.Admin;

/// <summary>What can be expected of a worker.</summary>
internal enum WorkerCondition
{
    Ready,

    /// <summary>Finishes what runs and takes nothing new.</summary>
    Draining,

    /// <summary>Says that it cannot work now; its detail says why.</summary>
    Unhealthy,

    /// <summary>Was not heard for longer than it should; gets nothing new until it is.</summary>
    Suspect,
}
