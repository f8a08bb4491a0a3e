namespace FaaS.Worker.Dispatchers;

internal static class DispatcherServiceExtensions
{
    public static IHostApplicationBuilder AddDispatchers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<DispatcherOptions>(DispatcherOptions.Section);

        builder.Services.AddSingleton<DispatcherDialer>();
        builder.Services.AddSingleton<WorkerStatusReport>();
        builder.Services.AddSingleton<Func<Uri, DispatcherLink>>(services =>
            address => ActivatorUtilities.CreateInstance<DispatcherLink>(services, address));
        builder.Services.AddHostedService<DispatcherLinks>();
        return builder;
    }
}
