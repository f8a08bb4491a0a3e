using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Permits;

namespace FaaS.Tests.Infrastructure.Dispatch;

public sealed class FunctionGateTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Its clock stands still, so that a busy machine is not taken for a break.
    private readonly ManualTimeProvider _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly DispatcherPulse _pulse;
    private int _asked;

    public FunctionGateTests()
    {
        _pulse = new DispatcherPulse(_time);
        _pulse.Confirm(_pulse.Mark(), isNew: false);
    }

    [Fact]
    public async Task A_burst_of_100_never_runs_more_than_5_and_loses_none()
    {
        var gate = Gate(maxWaiting: 95, share: 5);
        var running = 0;
        var most = 0;

        var entered = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () =>
        {
            if (!await Enter(gate, 5, Patience))
            {
                return false;
            }

            InterlockedMax(ref most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            gate.Leave();
            return true;
        })));

        Assert.All(entered, Assert.True);
        Assert.InRange(most, 1, 5);
        Assert.True(gate.TryRetire());
    }

    [Fact]
    public async Task The_first_to_wait_is_the_first_to_enter()
    {
        var gate = Gate(maxWaiting: 10, share: 1);
        Assert.True(await Enter(gate, 1, Patience));
        var second = Enter(gate, 1, Patience);
        var third = Enter(gate, 1, Patience);

        gate.Leave();

        Assert.True(await second);
        Assert.False(third.IsCompleted);
        gate.Leave();
        Assert.True(await third);
    }

    [Fact]
    public async Task Who_finds_the_queue_full_is_told_at_once()
    {
        var gate = Gate(maxWaiting: 1, share: 1);
        Assert.True(await Enter(gate, 1, Patience));
        var waiting = Enter(gate, 1, Patience);

        var refused = Enter(gate, 1, Patience);

        Assert.True(refused.IsCompleted);
        Assert.False(await refused);
        gate.Leave();
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Who_runs_out_of_patience_leaves_the_queue()
    {
        var gate = Gate(maxWaiting: 1, share: 1);
        Assert.True(await Enter(gate, 1, Patience));

        Assert.False(await Enter(gate, 1, TimeSpan.FromMilliseconds(20)));

        gate.Leave();
        Assert.True(gate.TryRetire());
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_takes_no_place()
    {
        var gate = Gate(maxWaiting: 1, share: 1);
        using var cancellation = new CancellationTokenSource();
        Assert.True(await Enter(gate, 1, Patience));
        var waiting = gate.TryEnter(1, Patience, cancellation.Token);
        Assert.NotNull(waiting);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Leave();
        Assert.True(gate.TryRetire());
    }

    [Fact]
    public async Task A_raised_limit_admits_those_who_wait()
    {
        var gate = Gate(maxWaiting: 10, share: 1);
        Assert.True(await Enter(gate, 1, Patience));
        var waiting = Enter(gate, 1, Patience);

        var another = Enter(gate, 3, Patience);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, _asked);
        Hold(gate, share: 3, limit: 3);

        Assert.True(await waiting);
        Assert.True(await another);
    }

    [Fact]
    public async Task A_limit_that_others_know_to_be_past_is_not_asked_for_again_and_again()
    {
        var gate = Gate(maxWaiting: 100, share: 1);
        Assert.True(await Enter(gate, 3, Patience));
        _ = Enter(gate, 3, Patience);
        Hold(gate, share: 1, limit: 1, asked: 3);

        Assert.False(gate.Watch());
    }

    [Fact]
    public async Task Without_a_share_callers_wait_and_do_not_count_as_a_queue()
    {
        var gate = new FunctionGate(Guid.CreateVersion7(), 0, _pulse, TimeProvider.System, _ => _asked++);
        Task<bool>[] callers = [.. Enumerable.Range(0, 5).Select(_ => Enter(gate, 5, Patience))];

        Assert.True(Enter(gate, 5, Patience).IsCompleted);
        Assert.True(_asked > 0);
        Hold(gate, share: 5, limit: 5);

        Assert.All(await Task.WhenAll(callers), Assert.True);
    }

    [Fact]
    public async Task What_others_lack_is_given_back_as_calls_end()
    {
        var gate = Gate(maxWaiting: 10, share: 4);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await Enter(gate, 4, Patience));
        }

        Assert.Equal(3, gate.Lower(held: 4, ceiling: 1));
        Hold(gate, share: 3, limit: 4, ceiling: 1);
        var waiting = Enter(gate, 4, Patience);
        var asked = _asked;
        gate.Leave();

        Assert.True(_asked > asked, "Somebody is told that there is one to give back.");
        Assert.Equal(2, gate.Lower(held: 3, ceiling: 1));
        Hold(gate, share: 2, limit: 4, ceiling: 1);
        gate.Leave();
        Assert.False(waiting.IsCompleted);
        gate.Leave();
        Assert.True(await waiting);
    }

    [Fact]
    public async Task What_was_granted_before_a_break_is_void()
    {
        var gate = Gate(maxWaiting: 10, share: 2);
        Assert.True(await Enter(gate, 2, Patience));

        _time.Skip(TimeSpan.FromSeconds(5));
        var waiting = Enter(gate, 2, Patience);
        _time.Advance(TimeSpan.FromSeconds(1));
        _pulse.Confirm(_pulse.Mark(), isNew: false);
        gate.Leave();

        Assert.False(waiting.IsCompleted);
        Assert.True(gate.Watch());
        Hold(gate, share: 1, limit: 2);
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Nobody_enters_a_retired_gate()
    {
        var gate = Gate(maxWaiting: 10, share: 1);
        Assert.True(await Enter(gate, 1, Patience));
        Assert.False(gate.TryRetire());
        gate.Leave();

        Assert.True(gate.TryRetire());

        Assert.Null(gate.TryEnter(1, Patience, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _pulse.Dispose();

    private FunctionGate Gate(int maxWaiting, int share)
    {
        var gate = new FunctionGate(
            Guid.CreateVersion7(), maxWaiting, _pulse, TimeProvider.System, _ => _asked++);
        Hold(gate, share, share);
        return gate;
    }

    private void Hold(FunctionGate gate, int share, int limit, int? ceiling = null, int? asked = null)
        => gate.Hold(
            _pulse.Term,
            share,
            ceiling ?? share,
            new PermitDemand(share, asked ?? limit),
            new PermitOffer(limit, share, limit - share, share, OthersLack: ceiling is not null));

    private static Task<bool> Enter(FunctionGate gate, int limit, TimeSpan patience)
        => gate.TryEnter(limit, patience, TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException("The gate is retired.");

    private static void InterlockedMax(ref int location, int value)
    {
        for (var seen = Volatile.Read(ref location); value > seen;)
        {
            seen = Interlocked.CompareExchange(ref location, value, seen) is var before && before == seen
                ? value
                : before;
        }
    }
}
