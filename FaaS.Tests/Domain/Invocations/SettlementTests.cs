using FaaS.Domain.Invocations;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Invocations;

public sealed class SettlementTests
{
    private static readonly RetryPolicy Retries = RetryPolicy.Default;

    private static readonly FailureKind[] Kinds = Enum.GetValues<FailureKind>();

    [Fact]
    public void Every_settlement_is_a_move_that_a_running_invocation_may_make()
        => ForAll((attempt, failure, jitter) =>
            InvocationState.Running.MayBecome(
                Settlement.Decide(attempt, failure, Retries, jitter).State,
                InvocationMode.Async));

    [Fact]
    public void Success_is_final_even_when_a_cancel_came_too_late()
        => ForAll((attempt, _, jitter) =>
            Settlement.Decide(attempt, null, Retries, jitter).State == InvocationState.Succeeded);

    [Fact]
    public void A_cancelled_invocation_never_runs_again()
        => ForAll((attempt, failure, jitter) =>
            failure is null
            || Settlement.Decide(attempt with { CancelRequested = true }, failure, Retries, jitter).State
                == InvocationState.Cancelled);

    [Fact]
    public void A_fault_of_the_platform_does_not_use_up_an_attempt()
        => ForAll((attempt, failure, jitter) =>
        {
            if (failure?.Kind.Fault() != Fault.Platform || attempt.CancelRequested)
            {
                return true;
            }

            var settlement = Settlement.Decide(attempt, failure, Retries, jitter);
            return settlement.State == InvocationState.Queued
                && settlement.Attempts == attempt.Number - 1
                && settlement.Delay <= Settlement.PlatformBackoff.Cap;
        });

    [Fact]
    public void A_fault_of_the_function_is_retried_until_the_attempts_are_used_up()
        => ForAll((attempt, failure, jitter) =>
        {
            if (failure?.Kind.Fault() != Fault.Function || !failure.Kind.IsRetryable() || attempt.CancelRequested)
            {
                return true;
            }

            var settlement = Settlement.Decide(attempt, failure, Retries, jitter);
            return settlement.Attempts == attempt.Number
                && settlement.State == InvocationState.Dead == (attempt.Number >= Retries.MaxAttempts);
        });

    [Theory]
    [InlineData(FailureKind.BadPayload)]
    [InlineData(FailureKind.BuildError)]
    public void What_cannot_end_differently_is_not_tried_again(FailureKind kind)
    {
        var settlement = Settlement.Decide(new(1, 1, false), Failure(kind), Retries, 0.5);

        Assert.Equal(InvocationState.Dead, settlement.State);
    }

    [Fact]
    public void Waits_after_faults_of_the_platform_grow_and_stay_bounded()
    {
        var delays = Enumerable.Range(1, 40)
            .Select(epoch => Settlement.Requeue(new(1, epoch, false), jitter: 0.999).Delay)
            .ToArray();

        Assert.Equal(delays.Order(), delays);
        Assert.True(delays[0] < delays[5]);
        Assert.True(delays[^1] <= Settlement.PlatformBackoff.Cap);
    }

    [Fact]
    public void Any_history_of_outcomes_ends_with_at_most_three_attempts_counted()
    {
        var histories = Gen.Elements(Kinds).ListOf(60).ToArbitrary();

        Prop.ForAll(histories, kinds =>
        {
            var attempts = 0;
            var epoch = 0L;
            foreach (var kind in kinds)
            {
                var settlement = Settlement.Decide(new(++attempts, ++epoch, false), Failure(kind), Retries, 0.5);
                attempts = settlement.Attempts;
                if (settlement.State.IsFinal())
                {
                    return attempts <= Retries.MaxAttempts;
                }
            }

            return attempts < Retries.MaxAttempts;
        }).QuickCheckThrowOnFailure();
    }

    private static void ForAll(Func<RunningAttempt, InvocationFailure?, double, bool> property)
    {
        var cases =
            from number in Gen.Choose(1, 3)
            from faults in Gen.Choose(0, 100)
            from cancel in Gen.Elements(true, false)
            from kind in Gen.Choose(-1, Kinds.Length - 1)
            from jitter in Gen.Choose(0, 999)
            select (
                Attempt: new RunningAttempt(number, number + faults, cancel),
                Failure: kind < 0 ? null : Failure(Kinds[kind]),
                Jitter: jitter / 1000.0);

        Prop.ForAll(cases.ToArbitrary(), given => property(given.Attempt, given.Failure, given.Jitter))
            .QuickCheckThrowOnFailure();
    }

    private static InvocationFailure Failure(FailureKind kind) => new(kind, "Some", "Something.", "");
}
