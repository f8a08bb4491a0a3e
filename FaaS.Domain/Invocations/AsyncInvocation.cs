namespace FaaS.Domain.Invocations;

/// <summary>
/// The state machine of an asynchronous invocation: what follows from each event, or null when it changes nothing. The
/// statements in FaaS.Infrastructure/Invocations say the same in SQL, each conditional on what it leaves and each in
/// one commit; tests run both side by side, and run this under crashes of everything around it.
/// </summary>
public sealed record AsyncInvocation
{
    public static readonly AsyncInvocation Accepted = new() { State = InvocationState.Queued };

    public required InvocationState State { get; init; }

    /// <summary>Grows with every claim and every lost lease; only who knows the current one may settle.</summary>
    public long LeaseEpoch { get; init; }

    /// <summary>How many have started, those that the platform ended not counted.</summary>
    public int Attempt { get; init; }

    public int PlatformFaults { get; init; }

    public int WorkerLosses { get; init; }

    public bool CancelRequested { get; init; }

    public DeadReason? DeadReason { get; init; }

    public int Redrives { get; init; }

    /// <summary>A scheduler takes it, and has the only lease.</summary>
    public AsyncInvocation? Claim(bool isExpired)
        => State == InvocationState.Queued && !CancelRequested && !isExpired
            ? this with { State = InvocationState.Running, Attempt = Attempt + 1, LeaseEpoch = LeaseEpoch + 1 }
            : null;

    /// <summary>Whoever claimed it with this epoch says how its attempt ended.</summary>
    public AsyncInvocation? Settle(long epoch, Settlement settlement)
        => State == InvocationState.Running && LeaseEpoch == epoch
            ? this with
            {
                State = settlement.State == InvocationState.Queued && CancelRequested
                    ? InvocationState.Cancelled
                    : settlement.State,
                Attempt = settlement.Attempts,
                PlatformFaults = settlement.PlatformFaults,
                WorkerLosses = settlement.WorkerLosses,
                DeadReason = settlement.DeadReason,
            }
            : null;

    /// <summary>Its lease has expired, or whoever holds it is gone. What that one says from now on is void.</summary>
    public AsyncInvocation? LoseLease(FaultLimits limits)
    {
        if (State != InvocationState.Running)
        {
            return null;
        }

        var state = CancelRequested ? InvocationState.Cancelled
            : PlatformFaults + 1 >= limits.MaxPlatformFaults ? InvocationState.Dead
            : InvocationState.Queued;
        return this with
        {
            State = state,
            LeaseEpoch = LeaseEpoch + 1,
            Attempt = Math.Max(0, Attempt - 1),
            PlatformFaults = PlatformFaults + 1,
            DeadReason = state == InvocationState.Dead ? Invocations.DeadReason.PlatformFaults : null,
        };
    }

    /// <summary>What is queued ends at once; what runs is asked to stop, and is not queued again.</summary>
    public AsyncInvocation? Cancel() => State switch
    {
        InvocationState.Queued => this with { State = InvocationState.Cancelled, CancelRequested = true },
        InvocationState.Running when !CancelRequested => this with { CancelRequested = true },
        _ => null,
    };

    /// <summary>The time by which it had to be started is over.</summary>
    public AsyncInvocation? Expire()
        => State == InvocationState.Queued
            ? this with { State = InvocationState.Dead, DeadReason = Invocations.DeadReason.Expired }
            : null;

    /// <summary>Out of the dead letters, with a new epoch and all its attempts before it again.</summary>
    public AsyncInvocation? Redrive()
        => State == InvocationState.Dead
            ? Accepted with { LeaseEpoch = LeaseEpoch + 1, Redrives = Redrives + 1 }
            : null;
}
