namespace FaaS.Domain.Invocations;

/// <summary>What one attempt cost, as its worker measured it from outside the sandbox.</summary>
/// <param name="Queue">Waiting for a sandbox on the worker.</param>
/// <param name="Init">Loading the function, when this attempt had to wait for it.</param>
/// <param name="Cpu">Null where the worker cannot read the sandbox's cgroup.</param>
/// <param name="NetworkReceivedBytes">Null where its sandbox had no network, or nothing could count it.</param>
public sealed record ExecutionStats(
    bool Cold,
    TimeSpan Queue,
    TimeSpan Init,
    TimeSpan Run,
    TimeSpan? Cpu,
    long? PeakMemoryBytes,
    string Sandbox,
    long LogsSize,
    long? NetworkReceivedBytes = null,
    long? NetworkSentBytes = null)
{
    public static readonly ExecutionStats None = new(false, default, default, default, null, null, "", 0);

    /// <param name="waited">With the time that loading took.</param>
    public ExecutionStats WithQueue(TimeSpan waited)
        => this with { Queue = waited > Init ? waited - Init : TimeSpan.Zero };
}
