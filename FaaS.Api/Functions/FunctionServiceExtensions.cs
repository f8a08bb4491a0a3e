using FaaS.Api.Functions.Code;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Functions;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FaaS.Api.Functions;

internal static class FunctionServiceExtensions
{
    public static IHostApplicationBuilder AddFunctions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<PublicationOptions>(PublicationOptions.Section);
        builder.Services.AddRateLimiter(limits => limits.AddPolicy<string, PublicationLimit>(PublicationLimit.Name));
        builder.AddCallbacks();
        builder.Services.AddSingleton<FunctionCatalog>();
        builder.Services.AddSingleton<FunctionPublisher>();
        builder.Services.AddSingleton<FunctionRegistry>();
        builder.Services.TryAddSingleton<FunctionChanges>();
        builder.Services.AddSingleton<CodeBlobs>();
        builder.Services.AddSingleton<UnusedCodeSweep>();
        builder.Services.AddHostedService(services => services.GetRequiredService<UnusedCodeSweep>());
        return builder;
    }
}
