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

        var taking = _budget.TakeAsync(40, Cancelled);
        await Task.WhenAny(taking, Task.Delay(TimeSpan.FromMilliseconds(300), Cancelled));
        Assert.Single(given).Dispose();

        Assert.True(await taking);
        Assert.Equal(90, _budget.UsedMib);
    }

    [Fact]
    public async Task A_sandbox_that_dies_while_it_grows_leaves_nothing_behind()
    {
        var reservation = Reserve(10);
        var other = Reserve(90);
        _budget.OnPressure(() => false);

        var growing = reservation.ResizeAsync(50, Cancelled);
        reservation.Leave();
        reservation.Dispose();
        other.Dispose();

        Assert.False(await growing);
        Assert.Equal(0, _budget.UsedMib);
    }

    private MemoryReservation Reserve(int mib)
    {
        Assert.True(_budget.TryTake(mib));
        return new MemoryReservation(_budget, mib);
    }
}
