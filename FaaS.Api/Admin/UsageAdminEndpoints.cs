using FaaS.Api.Http;
using FaaS.Api.OpenApi;
using FaaS.Api.Problems;
using FaaS.Infrastructure.Budgets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Admin;

internal static class UsageAdminEndpoints
{
    private const int DefaultHours = 24;
    private const int MaxHours = 24 * 31;
    private const int MaxItems = 1000;

    public static RouteGroupBuilder MapUsageAdmin(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/admin/usage").WithTags("Admin");
        group.MapGet("/", ReadAsync)
            .WithSummary("What tenants have used by the hour, and what they may use")
            .WithDescription("The newest hour first, at most 1000 of them. An hour is counted when it is written down.")
            .WithProblems(ProblemKinds.InvalidRequest);
        return group;
    }

    /// <param name="tenant">Only this one.</param>
    /// <param name="hours">How many hours to look back, this one included.</param>
    private static async Task<Results<Ok<Page<UsageResponse>>, ProblemHttpResult>> ReadAsync(
        UsageTable usage,
        TenantBudgets budgets,
        string? tenant,
        int? hours,
        CancellationToken cancellationToken)
    {
        if (hours is < 1 or > MaxHours)
        {
            return ProblemKinds.InvalidRequest.Because(
                $"hours: It must be from 1 to {MaxHours}.",
                new Dictionary<string, string[]> { ["hours"] = [$"It must be from 1 to {MaxHours}."] });
        }

        var since = budgets.Hour - ((hours ?? DefaultHours) - 1);
        var used = await usage.ReadAsync(since, tenant, MaxItems, cancellationToken);
        return TypedResults.Ok(new Page<UsageResponse>(
            [.. used.Select(hour => UsageResponse.Of(hour, budgets.LimitsOf(hour.Tenant)))], null));
    }
}
