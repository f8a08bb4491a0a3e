namespace FaaS.Worker.Docker;

internal static class DockerServiceExtensions
{
    public static IHostApplicationBuilder AddDocker(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<DockerOptions>(DockerOptions.Section);

        builder.Services.AddSingleton<DockerClient>();
        builder.Services.AddSingleton<DockerMonitor>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DockerMonitor>());
        return builder;
    }
}
