using FaaS.Domain.Invocations;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Invocations;

public sealed class AsyncInvocationTests
{
    private static readonly FaultLimits Limits = new(MaxPlatformFaults: 5, MaxWorkerLosses: 2);

    private static readonly InvocationFailure?[] Ends =
    [
        null, .. Enum.GetValues<FailureKind>().Select(kind => new InvocationFailure(kind, "Some", "Something.", "")),
    ];

    private static readonly Arbitrary<int[]> Histories = Gen.Choose(0, 1000).ArrayOf(40).ToArbitrary();

    [Fact]
    public void Every_step_is_a_move_that_the_lifecycle_allows()
        => ForAll((before, after) => before.State == after.State
            || before.State.MayBecome(after.State, InvocationMode.Async)
            || before.State == InvocationState.Dead && after.Redrives == before.Redrives + 1);

    [Fact]
    public void Each_lease_has_an_epoch_of_its_own()
        => ForAll((before, after) => after.State == InvocationState.Running && before.State != after.State
            ? after.LeaseEpoch > before.LeaseEpoch
            : after.LeaseEpoch >= before.LeaseEpoch);

    [Fact]
    public void It_has_a_reason_if_and_only_if_it_is_dead()
        => ForAll((_, after) => after.State == InvocationState.Dead == after.DeadReason is not null);

    [Fact]
    public void With_an_epoch_that_is_over_nothing_can_be_settled()
        => ForAll((before, after) => before.LeaseEpoch == after.LeaseEpoch
            || Ends.All(end => after.Settle(before.LeaseEpoch, Decide(before, end)) is null));

    [Fact]
    public void What_was_cancelled_is_never_claimed()
        => ForAll((_, after) => !after.CancelRequested || after.Claim(isExpired: false) is null);

    [Fact]
    public void Attempts_and_faults_stay_within_their_bounds()
        => ForAll((_, after) => after.Attempt <= RetryPolicy.Default.MaxAttempts
            && after.PlatformFaults <= Limits.MaxPlatformFaults
            && after.WorkerLosses <= Limits.MaxWorkerLosses);

    private static void ForAll(Func<AsyncInvocation, AsyncInvocation, bool> property)
        => Prop.ForAll(Histories, picks =>
        {
            var machine = AsyncInvocation.Accepted;
            foreach (var pick in picks)
            {
                var next = Next(machine, pick) ?? machine;
                if (!property(machine, next))
                {
                    return false;
                }

                machine = next;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private static AsyncInvocation? Next(AsyncInvocation machine, int pick) => (pick % 10) switch
    {
        < 4 => machine.Claim(isExpired: pick % 7 == 0),
        < 7 => machine.Settle(machine.LeaseEpoch - (pick % 3), Decide(machine, Ends[pick % Ends.Length])),
        7 => machine.LoseLease(Limits),
        8 => pick % 4 == 0 ? machine.Cancel() : machine.Redrive(),
        _ => pick % 5 == 0 ? machine.Expire() : machine.LoseLease(Limits),
    };

    private static Settlement Decide(AsyncInvocation machine, InvocationFailure? end) => Settlement.Decide(
        new(machine.Attempt, machine.LeaseEpoch, false)
        {
            PlatformFaults = machine.PlatformFaults,
            WorkerLosses = machine.WorkerLosses,
        },
        end,
        RetryPolicy.Default,
        Limits,
        jitter: 0);
}
