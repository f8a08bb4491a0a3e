using FaaS.Api.Problems;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations.Reading;

/// <summary>One execution of an invocation.</summary>
/// <param name="Number">From 1; those that the platform ended share the number of the one that follows.</param>
/// <param name="Dispatcher">The process that sent it to the worker, where that is known.</param>
/// <param name="Error">Its stack trace is kept of the last one only.</param>
internal sealed record AttemptDocument(
    int Number,
    AttemptOutcome Outcome,
    string? Worker,
    string? Dispatcher,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    double? QueueMs,
    double? InitMs,
    double? RunMs,
    double? CpuMs,
    long? PeakMemoryBytes,
    bool? ColdStart,
    FailureDetails? Error)
{
    public static AttemptDocument Of(InvocationAttemptRow row) => new(
        row.Attempt,
        OutcomeOf(row.ErrorKind),
        row.WorkerId,
        row.Dispatcher,
        row.StartedAt,
        row.EndedAt,
        row.QueueMs,
        row.InitMs,
        row.RunMs,
        row.CpuMs,
        row.PeakMemoryBytes,
        row.Cold,
        new(EnumText<FailureKind>.Of(row.ErrorKind), row.ErrorType ?? "", row.ErrorMessage ?? "", ""));

    /// <summary>The last one, which is in the invocation's own row.</summary>
    public static AttemptDocument Of(InvocationRow row)
    {
        // What else the row says is still of the execution before.
        if (row.State == InvocationState.Running)
        {
            return new(
                row.Attempt, AttemptOutcome.Running, null, row.LeaseOwner, row.StartedAt,
                null, null, null, null, null, null, null, null);
        }

        var isFault = row.DeadReason is DeadReason.Poison or DeadReason.PlatformFaults;
        return new(
            row.Attempt + (isFault ? 1 : 0),
            isFault ? AttemptOutcome.PlatformFault : OutcomeOf(row.State, row.ErrorKind),
            row.WorkerId,
            null,
            row.StartedAt,
            row.FinishedAt,
            row.QueueMs,
            row.InitMs,
            row.RunMs,
            row.CpuMs,
            row.PeakMemoryBytes,
            row.Cold,
            FailureDetails.Of(row));
    }

    private static AttemptOutcome OutcomeOf(FailureKind kind) => kind switch
    {
        FailureKind.Timeout => AttemptOutcome.TimedOut,

        // Nobody asked for it, or it would have ended the invocation: the dispatcher was leaving.
        FailureKind.Cancelled => AttemptOutcome.PlatformFault,
        _ => kind.Fault() == Fault.Platform ? AttemptOutcome.PlatformFault : AttemptOutcome.Failed,
    };

    private static AttemptOutcome OutcomeOf(InvocationState state, FailureKind? kind) => state switch
    {
        InvocationState.Succeeded => AttemptOutcome.Succeeded,
        InvocationState.Cancelled => AttemptOutcome.Cancelled,
        _ => kind is { } known ? OutcomeOf(known) : AttemptOutcome.Failed,
    };
}
