namespace FaaS.Domain.Invocations;

/// <summary>What becomes of a running asynchronous invocation once its attempt has ended.</summary>
/// <param name="Attempts">Attempts used up so far.</param>
/// <param name="Delay">How long a requeued invocation waits; zero for a final state.</param>
public readonly record struct Settlement(InvocationState State, int Attempts, TimeSpan Delay)
{
    /// <summary>The function is not to blame, so waits start short; the cap bounds the load of a long outage.</summary>
    public static readonly RetryPolicy PlatformBackoff =
        new(int.MaxValue, TimeSpan.FromMilliseconds(100), 2, TimeSpan.FromSeconds(10));

    /// <summary>So far.</summary>
    public int PlatformFaults { get; init; }

    /// <summary>So far.</summary>
    public int WorkerLosses { get; init; }

    /// <summary>Null unless it is dead.</summary>
    public DeadReason? DeadReason { get; init; }

    /// <param name="attempt">What has ended.</param>
    /// <param name="failure">Null when the attempt succeeded.</param>
    /// <param name="retries">Of the function.</param>
    /// <param name="limits">Of the platform.</param>
    /// <param name="jitter">Uniform in [0, 1).</param>
    public static Settlement Decide(
        RunningAttempt attempt, InvocationFailure? failure, RetryPolicy retries, FaultLimits limits, double jitter)
        => failure switch
        {
            null => Ended(attempt, InvocationState.Succeeded),
            _ when attempt.CancelRequested => Ended(attempt, InvocationState.Cancelled),
            { Kind: FailureKind.NoCapacity } => Refuse(attempt, jitter),

            // Stopped, but not because a user asked: the dispatcher or its worker is leaving.
            { Kind: FailureKind.Cancelled } => Fault(attempt, limits, jitter),
            { Kind: FailureKind.WorkerLost } => Fault(
                attempt with { WorkerLosses = attempt.WorkerLosses + 1 }, limits, jitter),
            _ when failure.Kind.Fault() == Invocations.Fault.Platform => Fault(attempt, limits, jitter),
            _ when !retries.IsRetryable(failure) => Dead(attempt, Invocations.DeadReason.NotRetryable),
            _ when retries.Allows(attempt.Number + 1) => Ended(attempt, InvocationState.Queued) with
            {
                Delay = retries.Delay(attempt.Number, failure, jitter),
            },
            _ => Dead(attempt, Invocations.DeadReason.AttemptsExhausted),
        };

    /// <summary>
    /// Back into the queue because nothing could be started. However often that happens, it never makes it dead: an
    /// outage is for its expiry to judge.
    /// </summary>
    public static Settlement Refuse(RunningAttempt attempt, double jitter)
        => Ended(attempt, InvocationState.Queued) with
        {
            Attempts = attempt.Number - 1,
            Delay = PlatformBackoff.Delay(attempt.EarlierReturns + 1, jitter),
        };

    public static Settlement Dead(RunningAttempt attempt, DeadReason reason)
        => Ended(attempt, InvocationState.Dead) with { DeadReason = reason };

    /// <summary>The platform ended it: the attempt is given back, within limits.</summary>
    private static Settlement Fault(RunningAttempt attempt, FaultLimits limits, double jitter)
    {
        var counted = Ended(attempt, InvocationState.Dead) with
        {
            Attempts = attempt.Number - 1,
            PlatformFaults = attempt.PlatformFaults + 1,
        };
        return counted switch
        {
            _ when counted.WorkerLosses >= limits.MaxWorkerLosses
                => counted with { DeadReason = Invocations.DeadReason.Poison },
            _ when counted.PlatformFaults >= limits.MaxPlatformFaults
                => counted with { DeadReason = Invocations.DeadReason.PlatformFaults },
            _ => counted with
            {
                State = InvocationState.Queued,
                Delay = PlatformBackoff.Delay(counted.PlatformFaults, jitter),
            },
        };
    }

    private static Settlement Ended(RunningAttempt attempt, InvocationState state)
        => new(state, attempt.Number, TimeSpan.Zero)
        {
            PlatformFaults = attempt.PlatformFaults,
            WorkerLosses = attempt.WorkerLosses,
        };
}
