using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Budgets;

internal sealed class BudgetOptionsValidator : IValidateOptions<BudgetOptions>
{
    public ValidateOptionsResult Validate(string? name, BudgetOptions options)
    {
        var wrong = options.Tenants.Prepend(KeyValuePair.Create("", options.Default))
            .SelectMany(tenant => Wrong(tenant.Key.Length == 0 ? "Default" : $"Tenants:{tenant.Key}", tenant.Value))
            .ToArray();
        return wrong.Length > 0 ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Wrong(string owner, BudgetLimits limits)
        => new (string Name, double? Value)[]
        {
            (nameof(limits.InvocationsPerHour), limits.InvocationsPerHour),
            (nameof(limits.CpuSecondsPerHour), limits.CpuSecondsPerHour),
            (nameof(limits.GibSecondsPerHour), limits.GibSecondsPerHour),
            (nameof(limits.BytesOutPerHour), limits.BytesOutPerHour),
        }
            .Where(limit => limit.Value is < 0 or double.NaN)
            .Select(limit => $"{BudgetOptions.Section}:{owner}:{limit.Name} must not be negative.");
}
