extern alias scheduler;

using System.Diagnostics.Metrics;
using FaaS.Infrastructure.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using scheduler::FaaS.Scheduler;
using scheduler::FaaS.Scheduler.Dispatch;

namespace FaaS.Tests.Scheduler.Dispatch;

public sealed class FunctionRoomsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Guid _function = Guid.CreateVersion7();
    private readonly BudgetOptions _budgets = new();
    private readonly FunctionRooms _rooms;

    public FunctionRoomsTests()
        => _rooms = new(
            Options.Create(new SchedulerOptions()),
            new TenantBudgets(
                Options.Create(_budgets), _services.GetRequiredService<IMeterFactory>(), TimeProvider.System));

    [Fact]
    public void Until_it_is_known_how_long_a_function_takes_no_more_are_claimed_than_it_may_run()
    {
        Enter(1);
        _rooms.Learn(_function, "default", limit: 4);

        Assert.Equal(3, Enter(100));
        Assert.True(_rooms.IsAnyFull());
    }

    [Fact]
    public void Of_what_ends_within_a_claim_more_are_claimed()
    {
        Enter(1);
        _rooms.Learn(_function, "default", limit: 4);
        _rooms.Took(_function, TimeSpan.FromMilliseconds(4));

        Assert.Equal(3 + 8, Enter(100));
        Assert.True(_rooms.Learn(_function, "default", limit: 4));
        Assert.False(_rooms.IsAnyFull());
    }

    [Fact]
    public void Of_what_takes_long_none_are_claimed_ahead()
    {
        Enter(1);
        _rooms.Learn(_function, "default", limit: 4);
        _rooms.Took(_function, TimeSpan.FromSeconds(1));

        Assert.Equal(3, Enter(100));
        Assert.True(_rooms.IsAnyFull());
    }

    [Fact]
    public void Where_there_is_a_budget_none_are_claimed_ahead()
    {
        _budgets.Default.InvocationsPerHour = 100;
        Enter(1);
        _rooms.Learn(_function, "default", limit: 4);
        _rooms.Took(_function, TimeSpan.FromMilliseconds(4));

        Assert.Equal(3, Enter(100));
    }

    [Fact]
    public void However_fast_it_is_no_more_than_a_batch_is_claimed_ahead()
    {
        Enter(1);
        _rooms.Learn(_function, "default", limit: 1000);
        _rooms.Took(_function, TimeSpan.Zero);

        Assert.Equal(999 + new SchedulerOptions().ClaimBatch, Enter(2000));
    }

    public void Dispose() => _services.Dispose();

    private int Enter(int times) => Enumerable.Range(0, times).Count(_ => _rooms.TryEnter(_function));
}
