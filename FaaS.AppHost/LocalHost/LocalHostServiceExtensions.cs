using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FaaS.AppHost.LocalHost;

internal static class LocalHostServiceExtensions
{
    // Three kinds of children one after the other, each with its own limit, and the containers.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMinutes(2);

    public static IHostApplicationBuilder AddLocalHost(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<LocalHostOptions>()
            .BindConfiguration(LocalHostOptions.Section)
            .ValidateDataAnnotations()
            .PostConfigure(options => options.Directory = Path.GetFullPath(options.Directory));
        builder.Services.AddSingleton<IValidateOptions<LocalHostOptions>, LocalHostOptionsValidator>();

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => ConsoleLines.OfTerminal());
        builder.Services.AddSingleton(services =>
            Secrets.LoadOrCreate(services.GetRequiredService<IOptions<LocalHostOptions>>().Value.Directory));
        builder.Services.AddSingleton<HttpClient>();
        builder.Services.AddSingleton<ProcessSpawner>();
        builder.Services.AddSingleton<Commands>();
        builder.Services.AddSingleton<ServiceDirectory>();
        builder.Services.AddSingleton<PostgresCluster>();
        builder.Services.AddSingleton<RedisServer>();
        builder.Services.AddSingleton<PlatformCommands>();
        builder.Services.AddSingleton<Children>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<PortGuard>();
        builder.Services.AddSingleton<LeftoverContainers>();
        builder.Services.AddSingleton(services => new WantedWorkers(
            services.GetRequiredService<PlatformCommands>().ApiUrl, services.GetRequiredService<HttpClient>()));
        builder.Services.AddSingleton(services => new WorkerSlots(
            services.GetRequiredService<PlatformCommands>().Workers,
            services.GetRequiredService<Children>(),
            services.GetRequiredService<LeftoverContainers>(),
            services.GetRequiredService<IOptions<LocalHostOptions>>(),
            services.GetRequiredService<ILogger<WorkerSlots>>()));
        builder.Services.AddSingleton(services => new WorkerScaler(
            services.GetRequiredService<WorkerSlots>(),
            services.GetRequiredService<WantedWorkers>().ReadAsync,
            services.GetRequiredService<IOptions<LocalHostOptions>>(),
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<LocalPlatform>();
        return builder;
    }
}
