extern alias worker;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using worker::FaaS.Worker.Docker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

/// <summary>A remover of sandboxes without the worker around it.</summary>
internal static class TestRemover
{
    public static SandboxRemover Create(
        DockerClient docker, TimeProvider clock, SandboxOptions? options = null, ILogger<SandboxRemover>? logger = null)
        => new(
            docker,
            MonitorOf(docker, clock),
            new StrandedShims(),
            Options.Create(options ?? new SandboxOptions()),
            clock,
            logger ?? NullLogger<SandboxRemover>.Instance);

    public static DockerMonitor MonitorOf(DockerClient docker, TimeProvider clock) => new(
        docker, TestMetrics.Create(), Options.Create(new DockerOptions()), clock, NullLogger<DockerMonitor>.Instance);
}
