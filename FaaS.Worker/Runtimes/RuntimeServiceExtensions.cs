namespace FaaS.Worker.Runtimes;

internal static class RuntimeServiceExtensions
{
    public static IHostApplicationBuilder AddRuntimes(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<GoBuild>();
        builder.Services.AddSingleton<RuntimeCheck>();
        return builder;
    }
}
