using FaaS.Domain.Invocations;

namespace FaaS.Tests.Domain.Invocations;

public sealed class InvocationLifecycleTests
{
    private static readonly InvocationState[] States = Enum.GetValues<InvocationState>();

    [Theory]
    [InlineData(InvocationMode.Sync)]
    [InlineData(InvocationMode.Async)]
    public void Nothing_follows_a_final_state(InvocationMode mode)
        => Assert.All(
            InvocationLifecycle.FinalStates,
            final => Assert.DoesNotContain(States, next => final.MayBecome(next, mode)));

    [Theory]
    [InlineData(InvocationMode.Sync)]
    [InlineData(InvocationMode.Async)]
    public void Every_state_that_is_not_final_can_reach_a_final_one(InvocationMode mode)
        => Assert.All(
            States.Where(state => !state.IsFinal()),
            state => Assert.Contains(States, next => next.IsFinal() && state.MayBecome(next, mode)));

    [Fact]
    public void A_queued_invocation_ends_only_by_running_by_being_cancelled_or_by_expiring()
        => Assert.Equal(
            [InvocationState.Running, InvocationState.Cancelled, InvocationState.Dead],
            States.Where(next => InvocationState.Queued.MayBecome(next, InvocationMode.Async)));

    [Fact]
    public void Only_an_asynchronous_invocation_goes_back_to_the_queue_or_to_the_dead()
    {
        InvocationState[] asynchronousOnly = [InvocationState.Queued, InvocationState.Dead];

        Assert.All(asynchronousOnly, state =>
        {
            Assert.True(InvocationState.Running.MayBecome(state, InvocationMode.Async));
            Assert.False(InvocationState.Running.MayBecome(state, InvocationMode.Sync));
        });
    }
}
