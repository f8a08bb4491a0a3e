using System.Diagnostics;
using FaaS.ServiceDefaults.Configuration;
using FaaS.ServiceDefaults.Health;
using FaaS.ServiceDefaults.Networking;
using FaaS.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.Hosting;

public static class ServiceDefaultsExtensions
{
    // Below the 20 s that the local host waits, and the 30 s that Kubernetes waits, before they kill.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(15);

    /// <summary>What every process shares: plain names, clock, telemetry, problem details, health checks.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Configuration.AddPlainNames();
        builder.AddTelemetry();
        builder.AddSocketDefaults();

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHealthChecks();

        if (builder.Configuration["shutdownTimeoutSeconds"] is null)
        {
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        }

        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions["trace_id"] =
                Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier);

        // In Development the default is to throw, which the exception handler would report as 500.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);

        return builder;
    }

    /// <summary>Listens here unless the configuration names an address or a port.</summary>
    public static WebApplicationBuilder ListenByDefault(this WebApplicationBuilder builder, int port)
    {
        string[] names = ["urls", "http_ports", "https_ports"];
        if (Array.TrueForAll(names, name => builder.Configuration[name] is null)
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls($"http://localhost:{port}");
        }

        return builder;
    }

    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapHealth();
        return app;
    }
}
