namespace FaaS.Infrastructure.Budgets;

/// <summary>What one tenant may use in a clock hour. What is not set is not limited.</summary>
internal sealed class BudgetLimits
{
    public static readonly BudgetLimits None = new();

    /// <summary>Attempts that reach a sandbox.</summary>
    public long? InvocationsPerHour { get; set; }

    /// <summary>Seconds of CPU time.</summary>
    public double? CpuSecondsPerHour { get; set; }

    /// <summary>Memory limit in GiB by seconds of run time, whether it was used or not.</summary>
    public double? GibSecondsPerHour { get; set; }

    /// <summary>Bytes of results and of what goes out over the network.</summary>
    public long? BytesOutPerHour { get; set; }

    public bool Any => this is not
    {
        InvocationsPerHour: null, CpuSecondsPerHour: null, GibSecondsPerHour: null, BytesOutPerHour: null,
    };

    /// <summary>The first that is spent. Null: none is.</summary>
    public SpentBudget? FindSpent(in HourUse use, BudgetHour hour)
    {
        if (use.Invocations >= InvocationsPerHour)
        {
            return new(BudgetKind.Invocations, use.Invocations, InvocationsPerHour.Value, hour);
        }

        if (use.CpuSeconds >= CpuSecondsPerHour)
        {
            return new(BudgetKind.CpuSeconds, use.CpuSeconds, CpuSecondsPerHour.Value, hour);
        }

        if (use.GibSeconds >= GibSecondsPerHour)
        {
            return new(BudgetKind.GibSeconds, use.GibSeconds, GibSecondsPerHour.Value, hour);
        }

        return use.BytesOut >= BytesOutPerHour
            ? new(BudgetKind.BytesOut, use.BytesOut, BytesOutPerHour.Value, hour)
            : null;
    }
}
