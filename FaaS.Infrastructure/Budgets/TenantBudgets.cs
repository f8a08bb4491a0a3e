using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Budgets;

/// <summary>
/// Says from memory whether a tenant may still have something run. A budget is charged when an attempt ends, so that it
/// can be overdrawn by what runs at that moment, and by what other dispatchers have run since the last reading.
/// </summary>
internal sealed class TenantBudgets
{
    private readonly BudgetOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Counter<long> _refusals;

    // As many as there are tenants with functions.
    private readonly ConcurrentDictionary<string, TenantAccount> _accounts = new(StringComparer.Ordinal);

    public TenantBudgets(IOptions<BudgetOptions> options, IMeterFactory meters, TimeProvider timeProvider)
    {
        (_options, _timeProvider) = (options.Value, timeProvider);
        AreLimited = _options.LimitAny;
        var meter = meters.Create("FaaS.Budgets");
        _refusals = meter.CreateCounter<long>(
            "faas.budget.refusals", "{invocation}", "Invocations that were refused because a budget was spent.");
        meter.CreateObservableGauge(
            "faas.budget.spent_tenants", CountSpent, "{tenant}", "Tenants that wait for the next hour.");
    }

    /// <summary>Whether there is any budget to keep.</summary>
    public bool AreLimited { get; }

    public BudgetHour Hour => BudgetHour.Of(_timeProvider.GetUtcNow());

    /// <summary>Null: it may.</summary>
    public SpentBudget? FindSpent(string tenant)
        => AreLimited ? AccountOf(tenant).FindSpent(Hour) : null;

    /// <summary>The same for one that is turned away for it.</summary>
    public SpentBudget? Refuse(string tenant)
    {
        var spent = FindSpent(tenant);
        if (spent is not null)
        {
            _refusals.Add(1, new KeyValuePair<string, object?>("faas.budget", EnumText<BudgetKind>.Of(spent.Kind)));
        }

        return spent;
    }

    /// <param name="stats">Null when nothing was started.</param>
    /// <param name="bytesOut">Of the result.</param>
    public void Charge(FunctionSpec function, ExecutionStats? stats, long bytesOut)
    {
        if (AreLimited && stats is { Sandbox.Length: > 0 })
        {
            AccountOf(function.Tenant).Charge(Hour, function.MemoryMib, stats, bytesOut);
        }
    }

    public void Learn(BudgetHour hour, IReadOnlyDictionary<string, HourUse> others)
    {
        foreach (var (tenant, use) in others)
        {
            AccountOf(tenant).Learn(hour, use);
        }
    }

    /// <summary>Until the next hour, at least a second.</summary>
    public TimeSpan RetryAfter(SpentBudget spent)
    {
        var left = spent.Hour.End - _timeProvider.GetUtcNow();
        return left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
    }

    public BudgetLimits LimitsOf(string tenant) => _options.Of(tenant);

    private TenantAccount AccountOf(string tenant)
        => _accounts.TryGetValue(tenant, out var account)
            ? account
            : _accounts.GetOrAdd(tenant, new TenantAccount(_options.Of(tenant)));

    private int CountSpent() => _accounts.Count(account => account.Value.FindSpent(Hour) is not null);
}
