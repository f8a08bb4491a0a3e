extern alias worker;

using Microsoft.Extensions.Options;
using worker::FaaS.Worker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

public sealed class MemoryBudgetTests
{
    private readonly MemoryBudget _budget = new(
        Options.Create(new WorkerOptions { MemoryMb = 100 }), TimeProvider.System);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_need_gives_up_no_more_than_it_takes_however_long_a_removal_lasts()
    {
        var idle = new Stack<MemoryReservation>([Reserve(50), Reserve(50)]);
        var given = new List<MemoryReservation>();
        _budget.OnPressure(() =>
        {
            given.Add(idle.Pop());
            given[^1].Leave();
            return true;
        });

        var taking = _budget.TakeAsync(Guid.CreateVersion7(), 40, Cancelled);
        await Task.WhenAny(taking, Task.Delay(TimeSpan.FromMilliseconds(300), Cancelled));
        Assert.Single(given).Dispose();

        Assert.True(await taking);
        Assert.Equal(90, _budget.UsedMib);
    }

    [Fact]
    public void A_sandbox_that_dies_before_it_grows_leaves_nothing_behind()
    {
        var reservation = Reserve(10);
        Assert.True(_budget.TryTake(40));

        reservation.Leave();
        reservation.Dispose();

        Assert.False(reservation.TryResize(50, funds: 40));
        Assert.Equal(0, _budget.UsedMib);
    }

    [Fact]
    public void What_a_sandbox_does_not_need_goes_back()
    {
        var reservation = Reserve(10);
        Assert.True(_budget.TryTake(40));

        Assert.True(reservation.TryResize(30, funds: 40));
        Assert.Equal(30, _budget.UsedMib);
        reservation.Dispose();

        Assert.Equal(0, _budget.UsedMib);
    }

    [Fact]
    public async Task Functions_take_turns_when_memory_is_short()
    {
        var (busy, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var all = Reserve(100);
        var order = new List<Guid>();
        Task[] takers = [.. Enumerable.Repeat(busy, 5).Append(other).Select(TakeAllAsync)];

        all.Dispose();
        await Task.WhenAll(takers);

        Assert.Equal(1, order.IndexOf(other));

        async Task TakeAllAsync(Guid function)
        {
            Assert.True(await _budget.TakeAsync(function, 100, Cancelled));
            order.Add(function);
            _budget.Return(100);
        }
    }

    [Fact]
    public async Task Who_needs_much_holds_up_nobody_who_needs_little_but_what_nobody_waits_for_comes_last()
    {
        var most = Reserve(80);
        var large = _budget.TakeAsync(Guid.CreateVersion7(), 90, Cancelled);

        Assert.True(await _budget.TakeAsync(Guid.CreateVersion7(), 10, Cancelled));
        Assert.False(_budget.TryTake(10));
        _budget.Return(10);
        most.Dispose();

        Assert.True(await large);
        Assert.True(_budget.TryTake(10));
    }

    [Fact]
    public async Task Who_needs_a_little_more_than_others_is_not_passed_over()
    {
        var small = Enumerable.Range(0, 10).Select(_ => Reserve(10)).ToArray();
        var more = _budget.TakeAsync(Guid.CreateVersion7(), 20, Cancelled);
        var less = _budget.TakeAsync(Guid.CreateVersion7(), 10, Cancelled);

        small[0].Dispose();
        Assert.False(less.IsCompleted);
        small[1].Dispose();
        Assert.True(await more);
        small[2].Dispose();

        Assert.True(await less);
    }

    [Fact]
    public async Task What_can_never_fit_is_refused_at_once()
    {
        var taking = _budget.TakeAsync(Guid.CreateVersion7(), 101, Cancelled);

        Assert.True(taking.IsCompleted);
        Assert.False(await taking);
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_line_and_takes_nothing()
    {
        var all = Reserve(100);
        using var giveUp = new CancellationTokenSource();
        var taking = _budget.TakeAsync(Guid.CreateVersion7(), 50, giveUp.Token);

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
        all.Dispose();

        Assert.Equal(0, _budget.UsedMib);
    }

    [Fact]
    public async Task However_it_is_taken_and_returned_there_is_never_more_than_there_is()
    {
        var held = 0;
        var most = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), Cancelled, async (taker, cancelled) =>
        {
            var random = new Random(taker);
            var function = Guid.CreateVersion7();
            for (var i = 0; i < 200; i++)
            {
                var mib = random.Next(1, 100);
                if (await _budget.TakeAsync(function, mib, cancelled))
                {
                    InterlockedMost(ref most, Interlocked.Add(ref held, mib));
                    await Task.Yield();
                    Interlocked.Add(ref held, -mib);
                    _budget.Return(mib);
                }
            }
        });

        Assert.InRange(most, 1, 100);
        Assert.Equal(0, _budget.UsedMib);
    }

    private static void InterlockedMost(ref int location, int value)
    {
        for (var seen = Volatile.Read(ref location);
            value > seen && Interlocked.CompareExchange(ref location, value, seen) != seen;)
        {
            seen = Volatile.Read(ref location);
        }
    }

    private MemoryReservation Reserve(int mib)
    {
        Assert.True(_budget.TryTake(mib));
        return new MemoryReservation(_budget, mib);
    }
}
