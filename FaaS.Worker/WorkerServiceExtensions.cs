using FaaS.Worker.Code;
using FaaS.Worker.Dispatchers;
using FaaS.Worker.Docker;
using FaaS.Worker.Execution;
using FaaS.Worker.Networking;
using FaaS.Worker.Runtimes;
using FaaS.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace FaaS.Worker;

internal static class WorkerServiceExtensions
{
    // What .NET Aspire and the local host tell a process about the service called "api".
    private const string DiscoveredApiKey = "services:api:http:0";

    // Draining, then at most this long for the containers to go.
    private static readonly TimeSpan RemovalTimeout = TimeSpan.FromSeconds(10);

    public static IHostApplicationBuilder AddWorker(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<WorkerOptions>(WorkerOptions.Section)
            .PostConfigure<IConfiguration>(
                (worker, configuration) => worker.ApiUrl ??= configuration[DiscoveredApiKey]);
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<WorkerOptions>>(
            (host, worker) => host.ShutdownTimeout = worker.Value.DrainTimeout + RemovalTimeout);

        builder.Services.AddSingleton<WorkerDirectory>();
        builder.Services.AddSingleton<WorkerMetrics>();
        builder.AddDocker();
        builder.AddCode();
        builder.AddRuntimes();

        // Before the sandboxes, because what starts first stops last.
        builder.AddNetworking();
        builder.AddSandboxes();
        builder.AddExecution();
        builder.AddDispatchers();
        return builder;
    }
}
