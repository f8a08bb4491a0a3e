namespace FaaS.Domain.Invocations;

public enum InvocationState
{
    Queued,
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Cancelled,

    /// <summary>Out of attempts; kept with its payload and error.</summary>
    Dead,
}
