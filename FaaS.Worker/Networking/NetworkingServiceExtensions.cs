using Microsoft.Extensions.Options;

namespace FaaS.Worker.Networking;

internal static class NetworkingServiceExtensions
{
    public static IHostApplicationBuilder AddNetworking(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<EgressOptions>(EgressOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<EgressOptions>, EgressOptionsValidator>();

        builder.Services.AddSingleton<EgressFilter>();
        builder.Services.AddSingleton<EgressResolvers>();
        builder.Services.AddSingleton<NetworkPresence>();
        builder.Services.AddSingleton<EgressBridge>();
        builder.Services.AddSingleton<EgressNetwork>();
        builder.Services.AddHostedService<EgressKeeper>();
        return builder;
    }
}
