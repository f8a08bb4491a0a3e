using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Postgres.Dispatchers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Workers;

internal static class WorkersServiceExtensions
{
    /// <summary>Makes this process a dispatcher: workers connect to it, and invocations run on them.</summary>
    public static IHostApplicationBuilder AddWorkers(this IHostApplicationBuilder builder, DispatcherKind kind)
    {
        builder.Services.AddValidatedOptions<WorkersOptions>(WorkersOptions.Section);

        builder.Services.AddSingleton<IValidateOptions<WorkersOptions>, WorkersOptionsValidator>();

        builder.AddDispatch();
        builder.Services.AddSingleton(DispatcherIdentity.New(kind));
        builder.Services.AddSingleton<DispatcherPeers>();
        builder.Services.AddSingleton<DispatcherPresence>();
        builder.Services.AddSingleton<AdvertisedUrl>();
        builder.Services.AddSingleton<JoinToken>();
        builder.Services.TryAddSingleton<IAttemptKeeper, OnlyAttempts>();
        builder.Services.AddSingleton<WorkerReception>();
        builder.Services.AddSingleton<WorkerOrders>();
        builder.Services.AddHostedService<DispatcherRegistration>();
        builder.Services.AddHostedService<WorkerMonitor>();
        return builder;
    }
}
