using System.Net;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Functions;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FaaS.Scheduler.Deliveries;

internal static class DeliveryServiceExtensions
{
    public static IHostApplicationBuilder AddDeliveries(this IHostApplicationBuilder builder)
    {
        builder.AddCallbacks();
        builder.Services.AddValidatedOptions<DeliveryOptions>(DeliveryOptions.Section);
        builder.Services.TryAddSingleton<FunctionLookup>();
        builder.Services.AddSingleton<DeliveryMetrics>();
        builder.Services.AddSingleton<HostAddresses>(Dns.GetHostAddressesAsync);
        builder.Services.AddSingleton<WebhookSender>();
        builder.Services.AddSingleton<FunctionTrigger>();
        builder.Services.AddSingleton<DeliveryRunner>();
        builder.Services.AddHostedService<DeliveryLoop>();
        return builder;
    }
}
