using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FaaS.Infrastructure.Functions;

internal static class FunctionServiceExtensions
{
    /// <summary>Functions by name and id from memory, kept right while others change them.</summary>
    public static IHostApplicationBuilder AddFunctionCache(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<FunctionChanges>();
        builder.Services.AddHostedService(services => services.GetRequiredService<FunctionChanges>());
        builder.Services.AddSingleton<FunctionLookup>();
        builder.Services.AddSingleton<FunctionCache>();
        return builder;
    }
}
