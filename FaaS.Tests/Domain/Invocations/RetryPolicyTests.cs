using FaaS.Domain.Invocations;
using FsCheck;
using FsCheck.Fluent;

namespace FaaS.Tests.Domain.Invocations;

public sealed class RetryPolicyTests
{
    [Fact]
    public void A_wait_is_never_longer_than_the_cap_nor_negative_whatever_the_policy()
        => ForAll((policy, attempt, jitter) =>
            policy.Delay(attempt, jitter) >= TimeSpan.Zero && policy.Delay(attempt, jitter) <= policy.Cap);

    [Fact]
    public void Ceilings_do_not_shrink_from_attempt_to_attempt()
        => ForAll((policy, attempt, jitter) => policy.Delay(attempt, jitter) <= policy.Delay(attempt + 1, jitter));

    [Fact]
    public void Equal_jitter_waits_at_least_half_of_what_no_jitter_waits()
        => ForAll((policy, attempt, jitter) =>
        {
            var ceiling = (policy with { Jitter = RetryJitter.None }).Delay(attempt, jitter);
            var wait = (policy with { Jitter = RetryJitter.Equal }).Delay(attempt, jitter);
            return wait >= (ceiling / 2) - TimeSpan.FromTicks(1) && wait <= ceiling;
        });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(100, 300)]
    public void Waits_of_the_default_policy_double_up_to_five_minutes(int attempt, double seconds)
        => Assert.Equal(
            seconds, (RetryPolicy.Default with { Jitter = RetryJitter.None }).Delay(attempt, 0.3).TotalSeconds);

    [Theory]
    [InlineData("timeout", FailureKind.Timeout, "Timeout", true)]
    [InlineData("ValueError", FailureKind.FunctionError, "ValueError", true)]
    [InlineData("ValueError", FailureKind.FunctionError, "KeyError", false)]
    [InlineData("function_error", FailureKind.FunctionError, "KeyError", true)]
    [InlineData("timeout", FailureKind.OutOfMemory, "OutOfMemory", false)]
    [InlineData("CompilerError", FailureKind.BuildError, "CompilerError", false)]
    public void A_list_says_which_kinds_and_types_are_tried_again(
        string listed, FailureKind kind, string type, bool expected)
        => Assert.Equal(
            expected,
            (RetryPolicy.Default with { Retryable = [listed] }).IsRetryable(new(kind, type, "", "")));

    [Fact]
    public void An_empty_list_is_a_list()
        => Assert.False(
            (RetryPolicy.Default with { Retryable = [] }).IsRetryable(new(FailureKind.Timeout, "T", "", "")));

    [Theory]
    [InlineData(null, null)]
    [InlineData(-5.0, null)]
    [InlineData(double.NaN, null)]
    [InlineData(1500.0, 1.5)]
    [InlineData(double.MaxValue, 6 * 3600.0)]
    public void What_a_function_asks_for_is_bounded(double? milliseconds, double? seconds)
        => Assert.Equal(seconds, RetryLimits.RetryAfter(milliseconds)?.TotalSeconds);

    private static void ForAll(Func<RetryPolicy, int, double, bool> property)
    {
        var cases =
            from attempts in Gen.Choose(1, RetryLimits.MaxAttempts)
            from baseMs in Gen.Choose(0, 3_600_000)
            from factor in Gen.Choose(10, 100)
            from capMs in Gen.Choose(0, 6 * 3_600_000)
            from jitter in Gen.Elements(Enum.GetValues<RetryJitter>())
            from attempt in Gen.Choose(1, 10_000)
            from random in Gen.Choose(0, 999)
            select (
                Policy: new RetryPolicy(
                    attempts, TimeSpan.FromMilliseconds(baseMs), factor / 10.0, TimeSpan.FromMilliseconds(capMs))
                {
                    Jitter = jitter,
                },
                Attempt: attempt,
                Random: random / 1000.0);

        Prop.ForAll(cases.ToArbitrary(), given => property(given.Policy, given.Attempt, given.Random))
            .QuickCheckThrowOnFailure();
    }
}
