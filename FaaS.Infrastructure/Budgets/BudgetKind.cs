namespace FaaS.Infrastructure.Budgets;

internal enum BudgetKind
{
    Invocations,
    CpuSeconds,
    GibSeconds,
    BytesOut,
}
