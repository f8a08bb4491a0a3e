using System.Diagnostics.Metrics;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;
using FaaS.Tests.Infrastructure.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FaaS.Tests.Infrastructure.Budgets;

public sealed class TenantBudgetsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Half a GiB for four seconds, of which it computed one.</summary>
    private static readonly ExecutionStats OneRun = ExecutionStats.None with
    {
        Sandbox = "box",
        Run = TimeSpan.FromSeconds(4),
        Cpu = TimeSpan.FromSeconds(1),
        NetworkSentBytes = 30,
    };

    private static readonly FunctionSpec Function = TestDispatcher.Function() with { Tenant = "one", MemoryMib = 512 };

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider _clock = new(Noon);

    [Theory]
    [InlineData(nameof(BudgetLimits.InvocationsPerHour), 2)]
    [InlineData(nameof(BudgetLimits.CpuSecondsPerHour), 2)]
    [InlineData(nameof(BudgetLimits.GibSecondsPerHour), 4)]
    [InlineData(nameof(BudgetLimits.BytesOutPerHour), 80)]
    public void Two_runs_spend_it_and_the_next_hour_gives_it_back(string budget, int limit)
    {
        var budgets = Of(new() { Default = Limit(budget, limit) });

        budgets.Charge(Function, OneRun, bytesOut: 10);
        var before = budgets.FindSpent("one");
        budgets.Charge(Function, OneRun, bytesOut: 10);
        _clock.Advance(TimeSpan.FromMinutes(59));
        var spent = budgets.FindSpent("one");

        Assert.Null(before);
        Assert.Equal((limit, limit), (spent?.Used, spent?.Limit));
        Assert.Equal(TimeSpan.FromMinutes(1), budgets.RetryAfter(spent!));
        Assert.Null(budgets.FindSpent("two"));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(budgets.FindSpent("one"));
    }

    [Fact]
    public void What_others_have_used_counts_as_well_and_only_in_its_hour()
    {
        var budgets = Of(new() { Default = new() { InvocationsPerHour = 10 } });
        budgets.Charge(Function, OneRun, 0);
        var hour = budgets.Hour;

        budgets.Learn(hour, new Dictionary<string, HourUse> { ["one"] = new(8, 0, 0, 0) });
        budgets.Learn(hour, new Dictionary<string, HourUse> { ["one"] = new(8, 0, 0, 0) });
        var before = budgets.FindSpent("one");
        budgets.Charge(Function, OneRun, 0);

        Assert.Null(before);
        Assert.Equal(10, budgets.FindSpent("one")?.Used);

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(budgets.FindSpent("one"));
        budgets.Learn(hour, new Dictionary<string, HourUse> { ["one"] = new(99, 0, 0, 0) });
        Assert.Null(budgets.FindSpent("one"));
    }

    [Fact]
    public void What_reached_no_sandbox_costs_nothing()
    {
        var budgets = Of(new() { Default = new() { InvocationsPerHour = 1 } });

        budgets.Charge(Function, null, 0);
        budgets.Charge(Function, ExecutionStats.None, 0);

        Assert.Null(budgets.FindSpent("one"));
    }

    [Fact]
    public void A_budget_of_ones_own_takes_the_place_of_the_default()
    {
        var budgets = Of(new()
        {
            Default = new() { InvocationsPerHour = 0 },
            Tenants = { ["one"] = new() { CpuSecondsPerHour = 100 } },
        });

        Assert.Null(budgets.FindSpent("one"));
        Assert.Equal(BudgetKind.Invocations, budgets.FindSpent("two")?.Kind);
    }

    [Fact]
    public void Nothing_is_lost_when_many_end_at_once()
    {
        var budgets = Of(new() { Default = new() { InvocationsPerHour = 40_000 } });

        Parallel.For(0, 40_000, index =>
        {
            if (index != 39_999)
            {
                budgets.Charge(Function, OneRun, 0);
            }
        });

        Assert.Null(budgets.FindSpent("one"));
        budgets.Charge(Function, OneRun, 0);
        Assert.Equal(40_000, budgets.FindSpent("one")?.Used);
    }

    [Fact]
    public void A_budget_below_nothing_is_refused_with_its_name()
    {
        var result = new BudgetOptionsValidator().Validate(null, new()
        {
            Tenants = { ["one"] = new() { CpuSecondsPerHour = -1 } },
        });

        Assert.Equal("Budgets:Tenants:one:CpuSecondsPerHour must not be negative.", result.FailureMessage);
    }

    public void Dispose() => _services.Dispose();

    private static BudgetLimits Limit(string budget, int value)
    {
        var limits = new BudgetLimits();
        var property = typeof(BudgetLimits).GetProperty(budget)!;
        var type = Nullable.GetUnderlyingType(property.PropertyType)!;
        property.SetValue(limits, Convert.ChangeType(value, type, provider: null));
        return limits;
    }

    private TenantBudgets Of(BudgetOptions options)
        => new(Options.Create(options), _services.GetRequiredService<IMeterFactory>(), _clock);
}
