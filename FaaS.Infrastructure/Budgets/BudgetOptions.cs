namespace FaaS.Infrastructure.Budgets;

internal sealed class BudgetOptions
{
    public const string Section = "Budgets";

    /// <summary>Of tenants that have no budget of their own.</summary>
    public BudgetLimits Default { get; set; } = new();

    /// <summary>By tenant. It takes the place of the default as a whole.</summary>
    public Dictionary<string, BudgetLimits> Tenants { get; set; } = new(StringComparer.Ordinal);

    public bool LimitAny => Default.Any || Tenants.Values.Any(limits => limits.Any);

    public BudgetLimits Of(string tenant) => Tenants.GetValueOrDefault(tenant, Default);
}
