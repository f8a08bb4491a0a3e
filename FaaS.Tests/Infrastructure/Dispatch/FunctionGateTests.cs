using FaaS.Infrastructure.Dispatch;

namespace FaaS.Tests.Infrastructure.Dispatch;

public sealed class FunctionGateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_burst_of_100_never_runs_more_than_5_and_loses_none()
    {
        var gate = new FunctionGate(maxWaiting: 95);
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
        var gate = new FunctionGate(maxWaiting: 10);
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
        var gate = new FunctionGate(maxWaiting: 1);
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
        var gate = new FunctionGate(maxWaiting: 1);
        Assert.True(await Enter(gate, 1, Patience));

        Assert.False(await Enter(gate, 1, TimeSpan.FromMilliseconds(20)));

        gate.Leave();
        Assert.True(gate.TryRetire());
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_takes_no_place()
    {
        var gate = new FunctionGate(maxWaiting: 1);
        using var cancellation = new CancellationTokenSource();
        Assert.True(await Enter(gate, 1, Patience));
        var waiting = gate.TryEnter(1, Patience, TimeProvider.System, cancellation.Token);
        Assert.NotNull(waiting);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Leave();
        Assert.True(gate.TryRetire());
    }

    [Fact]
    public async Task A_raised_limit_admits_those_who_wait()
    {
        var gate = new FunctionGate(maxWaiting: 10);
        Assert.True(await Enter(gate, 1, Patience));
        var waiting = Enter(gate, 1, Patience);

        var another = Enter(gate, 3, Patience);

        Assert.True(await waiting);
        Assert.True(await another);
    }

    [Fact]
    public async Task Nobody_enters_a_retired_gate()
    {
        var gate = new FunctionGate(maxWaiting: 10);
        Assert.True(await Enter(gate, 1, Patience));
        Assert.False(gate.TryRetire());
        gate.Leave();

        Assert.True(gate.TryRetire());

        Assert.Null(gate.TryEnter(1, Patience, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    private static Task<bool> Enter(FunctionGate gate, int limit, TimeSpan patience)
        => gate.TryEnter(limit, patience, TimeProvider.System, TestContext.Current.CancellationToken)
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
