namespace FaaS.Domain.Invocations;

/// <summary>How much the platform bears for one invocation before it is dead.</summary>
/// <param name="MaxPlatformFaults">
/// Executions that the platform ended. Many, because an outage must not kill what it delays.
/// </param>
/// <param name="MaxWorkerLosses">Of these, those that were going on when their worker was lost: it may be why.</param>
public sealed record FaultLimits(int MaxPlatformFaults, int MaxWorkerLosses)
{
    public static readonly FaultLimits Default = new(1000, 3);
}
