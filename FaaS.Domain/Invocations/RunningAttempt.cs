namespace FaaS.Domain.Invocations;

/// <summary>One execution of an asynchronous invocation, as the holder of its lease knows it.</summary>
/// <param name="Number">1-based; counts only attempts that were not ended by a fault of the platform.</param>
/// <param name="LeaseEpoch">Grows with every claim and every lost lease.</param>
public readonly record struct RunningAttempt(int Number, long LeaseEpoch, bool CancelRequested)
{
    /// <summary>Executions before this one that the platform ended.</summary>
    public int PlatformFaults { get; init; }

    /// <summary>Those of them whose worker was lost.</summary>
    public int WorkerLosses { get; init; }

    /// <summary>How often it was given back before without using up an attempt.</summary>
    public int EarlierReturns => (int)Math.Clamp(LeaseEpoch - Number, 0, int.MaxValue - 1);
}
