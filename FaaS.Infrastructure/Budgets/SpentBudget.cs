namespace FaaS.Infrastructure.Budgets;

/// <summary>Why a tenant gets nothing run any more until the hour ends.</summary>
internal sealed record SpentBudget(BudgetKind Kind, double Used, double Limit, BudgetHour Hour);
