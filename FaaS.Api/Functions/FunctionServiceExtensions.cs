using FaaS.Api.Functions.Code;
using FaaS.Infrastructure.Functions;

namespace FaaS.Api.Functions;

internal static class FunctionServiceExtensions
{
    public static IHostApplicationBuilder AddFunctions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FunctionCatalog>();
        builder.Services.AddSingleton<FunctionPublisher>();
        builder.Services.AddSingleton<FunctionRegistry>();
        builder.Services.AddSingleton<FunctionChanges>();
        builder.Services.AddSingleton<CodeBlobs>();
        return builder;
    }
}
