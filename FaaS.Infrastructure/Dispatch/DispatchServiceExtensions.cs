using FaaS.Infrastructure.Invocations.Queue;
using FaaS.Infrastructure.Permits;
using FaaS.Infrastructure.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FaaS.Infrastructure.Dispatch;

internal static class DispatchServiceExtensions
{
    /// <summary>Running invocations on the workers that are connected, but not the endpoint they connect to.</summary>
    public static IHostApplicationBuilder AddDispatch(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<DispatchOptions>(DispatchOptions.Section);

        builder.Services.AddMetrics();
        builder.Services.AddSingleton<WorkerDirectory>();
        builder.Services.AddSingleton<WorkerPlacement>();
        builder.Services.AddSingleton<FunctionGates>();
        builder.AddPermits();
        builder.Services.AddSingleton<RunningInvocations>();
        builder.Services.AddSingleton<DispatchTelemetry>();
        builder.Services.AddSingleton<InvocationDispatcher>();
        builder.Services.TryAddSingleton<InvocationSignals>();
        builder.Services.AddHostedService<Cancellations>();
        builder.Services.AddHostedService<LiveLogs>();
        return builder;
    }
}
