using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FaaS.Infrastructure.Deliveries;

internal static class DeliveryServiceExtensions
{
    /// <summary>Which addresses may be told of the ends of invocations.</summary>
    public static IHostApplicationBuilder AddCallbacks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<CallbackOptions>(CallbackOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<CallbackOptions>, CallbackOptionsValidator>();
        builder.Services.AddSingleton<CallbackAddresses>();
        builder.Services.AddSingleton<DeliveryTable>();
        builder.Services.AddSingleton<DeliveryEvents>();
        return builder;
    }
}
