using FaaS.Domain.Invocations;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Invocations;

public sealed class SettlementTests
{
    private static readonly RetryPolicy Retries = RetryPolicy.Default;

    private static readonly FaultLimits Limits = FaultLimits.Default;

    private static readonly FailureKind[] Kinds = Enum.GetValues<FailureKind>();

    [Fact]
    public void Every_settlement_is_a_move_that_a_running_invocation_may_make()
        => ForAll((attempt, failure, jitter) =>
            InvocationState.Running.MayBecome(Decide(attempt, failure, jitter).State, InvocationMode.Async));

    [Fact]
    public void Who_is_dead_says_of_what_and_nobody_else_does()
        => ForAll((attempt, failure, jitter) =>
        {
            var settlement = Decide(attempt, failure, jitter);
            return settlement.State == InvocationState.Dead == settlement.DeadReason.HasValue;
        });

    [Fact]
    public void Success_is_final_even_when_a_cancel_came_too_late()
        => ForAll((attempt, _, jitter) => Decide(attempt, null, jitter).State == InvocationState.Succeeded);

    [Fact]
    public void A_cancelled_invocation_never_runs_again()
        => ForAll((attempt, failure, jitter) =>
            failure is null
            || Decide(attempt with { CancelRequested = true }, failure, jitter).State == InvocationState.Cancelled);

    [Fact]
    public void A_fault_of_the_platform_uses_up_no_attempt_and_is_counted_within_limits()
        => ForAll((attempt, failure, jitter) =>
        {
            if (failure?.Kind.Fault() != Fault.Platform || attempt.CancelRequested
                || failure.Kind == FailureKind.NoCapacity)
            {
                return true;
            }

            var settlement = Decide(attempt, failure, jitter);
            var isTooMuch = settlement.PlatformFaults >= Limits.MaxPlatformFaults
                || settlement.WorkerLosses >= Limits.MaxWorkerLosses;
            return settlement.Attempts == attempt.Number - 1
                && settlement.PlatformFaults == attempt.PlatformFaults + 1
                && settlement.WorkerLosses
                    == attempt.WorkerLosses + (failure.Kind == FailureKind.WorkerLost ? 1 : 0)
                && settlement.State == (isTooMuch ? InvocationState.Dead : InvocationState.Queued)
                && settlement.Delay <= Settlement.PlatformBackoff.Cap;
        });

    [Fact]
    public void What_nobody_could_start_waits_and_never_dies_of_it()
        => ForAll((attempt, _, jitter) =>
        {
            var many = attempt with
            {
                CancelRequested = false,
                LeaseEpoch = 1_000_000,
                PlatformFaults = Limits.MaxPlatformFaults,
            };
            var settlement = Decide(many, Failure(FailureKind.NoCapacity), jitter);
            return settlement.State == InvocationState.Queued
                && settlement.Attempts == attempt.Number - 1
                && settlement.PlatformFaults == many.PlatformFaults;
        });

    [Fact]
    public void A_fault_of_the_function_is_retried_until_the_attempts_are_used_up()
        => ForAll((attempt, failure, jitter) =>
        {
            if (failure?.Kind.Fault() != Fault.Function || !failure.Kind.IsRetryable() || attempt.CancelRequested)
            {
                return true;
            }

            var settlement = Decide(attempt, failure, jitter);
            return settlement.Attempts == attempt.Number
                && (settlement.PlatformFaults, settlement.WorkerLosses)
                    == (attempt.PlatformFaults, attempt.WorkerLosses)
                && settlement.DeadReason
                    == (attempt.Number >= Retries.MaxAttempts ? DeadReason.AttemptsExhausted : null);
        });

    [Theory]
    [InlineData(FailureKind.BadPayload)]
    [InlineData(FailureKind.BuildError)]
    public void What_cannot_end_differently_is_not_tried_again(FailureKind kind)
        => Assert.Equal(DeadReason.NotRetryable, Decide(new(1, 1, false), Failure(kind), 0.5).DeadReason);

    [Fact]
    public void What_takes_its_worker_down_three_times_is_poison()
    {
        var reasons = new List<DeadReason?>();
        var attempt = new RunningAttempt(1, 1, false);
        for (var loss = 0; loss < 3; loss++)
        {
            var settlement = Decide(attempt, Failure(FailureKind.WorkerLost), 0.5);
            reasons.Add(settlement.DeadReason);
            attempt = attempt with
            {
                LeaseEpoch = attempt.LeaseEpoch + 1,
                PlatformFaults = settlement.PlatformFaults,
                WorkerLosses = settlement.WorkerLosses,
            };
        }

        Assert.Equal([null, null, DeadReason.Poison], reasons);
    }

    [Fact]
    public void The_platform_gives_up_after_very_many_faults_of_its_own()
    {
        var attempt = new RunningAttempt(2, 1002, false) { PlatformFaults = Limits.MaxPlatformFaults - 2 };

        var last = Decide(attempt, Failure(FailureKind.PlatformError), 0.5);
        var beyond = Decide(
            attempt with { PlatformFaults = last.PlatformFaults }, Failure(FailureKind.PlatformError), 0.5);

        Assert.Equal(InvocationState.Queued, last.State);
        Assert.Equal((InvocationState.Dead, DeadReason.PlatformFaults), (beyond.State, beyond.DeadReason));
    }

    [Fact]
    public void A_function_is_left_alone_for_as_long_as_it_asks()
    {
        var failure = Failure(FailureKind.FunctionError) with { RetryAfter = TimeSpan.FromSeconds(90) };

        Assert.Equal(TimeSpan.FromSeconds(90), Decide(new(1, 1, false), failure, 0.5).Delay);
        Assert.Equal(TimeSpan.Zero, Decide(new(3, 3, false), failure, 0.5).Delay);
    }

    [Fact]
    public void Waits_after_faults_of_the_platform_grow_and_stay_bounded()
    {
        var faults = Enumerable.Range(0, 40)
            .Select(count => Decide(
                new(1, count + 1, false) { PlatformFaults = count }, Failure(FailureKind.PlatformError), 0.999).Delay)
            .ToArray();
        var refusals = Enumerable.Range(1, 40)
            .Select(epoch => Settlement.Refuse(new(1, epoch, false), jitter: 0.999).Delay)
            .ToArray();

        Assert.All([faults, refusals], delays =>
        {
            Assert.Equal(delays.Order(), delays);
            Assert.True(delays[0] < delays[5]);
            Assert.True(delays[^1] <= Settlement.PlatformBackoff.Cap);
        });
    }

    [Fact]
    public void Any_history_of_outcomes_ends_with_at_most_three_attempts_counted()
    {
        var histories = Gen.Elements(Kinds).ListOf(60).ToArbitrary();

        Prop.ForAll(histories, kinds =>
        {
            var attempt = new RunningAttempt(0, 0, false);
            var used = 0;
            foreach (var kind in kinds)
            {
                attempt = attempt with { Number = used + 1, LeaseEpoch = attempt.LeaseEpoch + 1 };
                var settlement = Decide(attempt, Failure(kind), 0.5);
                used = settlement.Attempts;
                attempt = attempt with
                {
                    PlatformFaults = settlement.PlatformFaults,
                    WorkerLosses = settlement.WorkerLosses,
                };
                if (settlement.State.IsFinal())
                {
                    return used <= Retries.MaxAttempts;
                }
            }

            return used < Retries.MaxAttempts;
        }).QuickCheckThrowOnFailure();
    }

    private static Settlement Decide(RunningAttempt attempt, InvocationFailure? failure, double jitter)
        => Settlement.Decide(attempt, failure, Retries, Limits, jitter);

    private static void ForAll(Func<RunningAttempt, InvocationFailure?, double, bool> property)
    {
        var cases =
            from number in Gen.Choose(1, 3)
            from faults in Gen.Choose(0, 1100)
            from losses in Gen.Choose(0, 2)
            from cancel in Gen.Elements(true, false)
            from kind in Gen.Choose(-1, Kinds.Length - 1)
            from jitter in Gen.Choose(0, 999)
            select (
                Attempt: new RunningAttempt(number, number + faults, cancel)
                {
                    PlatformFaults = faults,
                    WorkerLosses = Math.Min(losses, faults),
                },
                Failure: kind < 0 ? null : Failure(Kinds[kind]),
                Jitter: jitter / 1000.0);

        Prop.ForAll(cases.ToArbitrary(), given => property(given.Attempt, given.Failure, given.Jitter))
            .QuickCheckThrowOnFailure();
    }

    private static InvocationFailure Failure(FailureKind kind) => new(kind, "Some", "Something.", "");
}
