namespace FaaS.Domain.Invocations;

/// <summary>One execution of an asynchronous invocation, as the holder of its lease knows it.</summary>
/// <param name="Number">1-based; counts only attempts that were not ended by a fault of the platform.</param>
/// <param name="LeaseEpoch">Grows with every claim and every lost lease.</param>
public readonly record struct RunningAttempt(int Number, long LeaseEpoch, bool CancelRequested)
{
    /// <summary>How often the platform, and not the function, ended an execution before this one.</summary>
    public int EarlierPlatformFaults => (int)Math.Clamp(LeaseEpoch - Number, 0, int.MaxValue - 1);
}
