namespace FaaS.Domain.Invocations;

/// <summary>What becomes of a running asynchronous invocation once its attempt has ended.</summary>
/// <param name="Attempts">Attempts used up so far.</param>
/// <param name="Delay">How long a requeued invocation waits; zero for a final state.</param>
public readonly record struct Settlement(InvocationState State, int Attempts, TimeSpan Delay)
{
    /// <summary>The function is not to blame, so waits start short; the cap bounds the load of a long outage.</summary>
    public static readonly RetryPolicy PlatformBackoff =
        new(int.MaxValue, TimeSpan.FromMilliseconds(100), 2, TimeSpan.FromSeconds(10));

    /// <param name="failure">Null when the attempt succeeded.</param>
    /// <param name="jitter">Uniform in [0, 1).</param>
    public static Settlement Decide(
        RunningAttempt attempt, InvocationFailure? failure, RetryPolicy retries, double jitter)
        => failure switch
        {
            null => new(InvocationState.Succeeded, attempt.Number, TimeSpan.Zero),
            _ when attempt.CancelRequested => new(InvocationState.Cancelled, attempt.Number, TimeSpan.Zero),

            // Stopped, but not because a user asked: the dispatcher or its worker is leaving.
            { Kind: FailureKind.Cancelled } => Requeue(attempt, jitter),
            _ when failure.Kind.Fault() == Fault.Platform => Requeue(attempt, jitter),
            _ when failure.Kind.IsRetryable() && retries.Allows(attempt.Number + 1)
                => new(InvocationState.Queued, attempt.Number, retries.Delay(attempt.Number, jitter)),
            _ => new(InvocationState.Dead, attempt.Number, TimeSpan.Zero),
        };

    /// <summary>Back into the queue without using up the attempt.</summary>
    public static Settlement Requeue(RunningAttempt attempt, double jitter)
        => new(
            InvocationState.Queued,
            attempt.Number - 1,
            PlatformBackoff.Delay(attempt.EarlierPlatformFaults + 1, jitter));
}
