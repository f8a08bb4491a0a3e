using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Budgets;

/// <summary>A tenant's hour as it is known here: what others have written down, and what ran in this process.</summary>
internal sealed class TenantAccount(BudgetLimits limits)
{
    private HourCount _own = new(default);
    private OthersUse _others = new(default, default);

    public SpentBudget? FindSpent(BudgetHour hour) => limits.FindSpent(UseIn(hour), hour);

    public void Charge(BudgetHour hour, int memoryMib, ExecutionStats stats, long bytesOut)
        => OwnIn(hour).Add(memoryMib, stats, bytesOut);

    public void Learn(BudgetHour hour, HourUse others) => Volatile.Write(ref _others, new(hour, others));

    private HourUse UseIn(BudgetHour hour)
    {
        var (own, others) = (Volatile.Read(ref _own), Volatile.Read(ref _others));
        return (own.Hour == hour ? own.Use : default) + (others.Hour == hour ? others.Use : default);
    }

    // Whoever is late for its hour is counted in the one that has begun.
    private HourCount OwnIn(BudgetHour hour)
    {
        var own = Volatile.Read(ref _own);
        while (own.Hour.Number < hour.Number)
        {
            Interlocked.CompareExchange(ref _own, new HourCount(hour), own);
            own = Volatile.Read(ref _own);
        }

        return own;
    }

    private sealed record OthersUse(BudgetHour Hour, HourUse Use);
}
