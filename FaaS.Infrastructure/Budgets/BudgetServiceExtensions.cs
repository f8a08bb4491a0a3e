using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Budgets;

internal static class BudgetServiceExtensions
{
    /// <summary>What tenants use by the hour, and how much they may.</summary>
    public static IHostApplicationBuilder AddBudgets(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<BudgetOptions>(BudgetOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<BudgetOptions>, BudgetOptionsValidator>();
        builder.Services.AddSingleton<UsageTable>();
        builder.Services.AddSingleton<TenantBudgets>();
        builder.Services.AddHostedService<UsageReading>();
        return builder;
    }
}
