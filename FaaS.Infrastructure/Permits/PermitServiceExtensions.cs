using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FaaS.Infrastructure.Permits;

internal static class PermitServiceExtensions
{
    /// <summary>Shares every function's limit with the other dispatchers.</summary>
    public static IHostApplicationBuilder AddPermits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DispatcherPulse>();
        builder.Services.AddSingleton<WantedGates>();
        builder.Services.AddSingleton<PermitTable>();
        builder.Services.AddSingleton<PermitSignals>();
        builder.Services.AddHostedService<PermitKeeper>();
        return builder;
    }
}
