using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FaaS.ServiceDefaults.Telemetry;

/// <summary>
/// Sends traces and metrics to the collector. ASP.NET Core, HttpClient and Npgsql emit theirs by themselves, so it is
/// enough to subscribe to them.
/// </summary>
internal sealed class TelemetryPipeline(ResourceBuilder resource, IConfiguration configuration)
    : IHostedService, IDisposable
{
    private static readonly string[] Sources = ["FaaS.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];

    private static readonly string[] Meters =
        ["FaaS.*", "Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Npgsql"];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public static ResourceBuilder ResourceOf(IHostEnvironment environment)
    {
        var version = Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3);

        // The environment comes last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
        return ResourceBuilder.CreateEmpty()
            .AddService(environment.ApplicationName, serviceNamespace: "faas", serviceVersion: version)
            .AddAttributes([new("deployment.environment.name", environment.EnvironmentName)])
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The exporters read their settings from it, and would else read the environment only.
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(resource)
            .AddSource(Sources)
            .AddOtlpExporter()
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(resource)
            .AddMeter(Meters)
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After every hosted service has stopped, so that their last spans are flushed too.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
