using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Invocations.DeadLetters;
using FaaS.Infrastructure.Invocations.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FaaS.Infrastructure.Invocations;

internal static class InvocationServiceExtensions
{
    /// <summary>The record of invocations in Postgres and their queue in Redis.</summary>
    public static IHostApplicationBuilder AddInvocationStore(this IHostApplicationBuilder builder)
    {
        builder.AddBudgets();
        builder.Services.AddSingleton<InvocationAcceptance>();
        builder.Services.AddSingleton<IdempotencyKeys>();
        builder.Services.AddSingleton<InvocationClaims>();
        builder.Services.AddSingleton<DueInvocations>();
        builder.Services.AddSingleton<InvocationSettlements>();
        builder.Services.AddSingleton<UnansweredClaims>();
        builder.Services.AddSingleton<UnansweredSettlements>();
        builder.Services.AddSingleton<InvocationCancellation>();
        builder.Services.AddSingleton<LostLeases>();
        builder.Services.AddSingleton<LostCalls>();
        builder.Services.AddSingleton<ExpiredInvocations>();
        builder.Services.AddSingleton<DeadLetterRedrive>();
        builder.Services.AddSingleton<DeadLetterPurge>();
        builder.Services.AddSingleton<QueuedInvocations>();
        builder.Services.AddSingleton<QueueReports>();
        builder.Services.AddSingleton<RecentQueueReport>();
        builder.Services.AddSingleton<CheckpointTable>();
        builder.Services.AddSingleton<InvocationQueue>();
        builder.Services.AddSingleton<InvocationSignals>();
        builder.Services.AddSingleton<InvocationIndex>();
        return builder;
    }
}
