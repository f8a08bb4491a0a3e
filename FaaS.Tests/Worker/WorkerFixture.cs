extern alias worker;

using System.Diagnostics.Metrics;
using FaaS.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using worker::FaaS.Worker;
using worker::FaaS.Worker.Docker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker;

/// <summary>A whole worker in this process, on the machine's Docker daemon, and its dispatcher.</summary>
public sealed class WorkerFixture : IAsyncLifetime
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"faas-worker-{Guid.CreateVersion7():n}");
    private IHost? _host;

    internal FakeDispatcher Dispatcher { get; private set; } = null!;

    internal Dictionary<string, string?> Settings { get; } = new()
    {
        ["Worker:MemoryMb"] = "8192",
        ["Worker:Sandbox:MinGeneric"] = "1",
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:FaaS.Worker"] = "Information",
        ["Logging:Console:LogLevel:Default"] = "Warning",
    };

    internal DockerClient Docker => _host!.Services.GetRequiredService<DockerClient>();

    internal MemoryBudget Memory => _host!.Services.GetRequiredService<MemoryBudget>();

    internal string WorkerId { get; private set; } = "";

    internal WorkerRecord Record { get; } = new();

    internal string SandboxesPath => Path.Combine(_directory, "1", SandboxStarter.DirectoryName);

    public async ValueTask InitializeAsync()
    {
        Dispatcher = await FakeDispatcher.StartAsync();
        await StartWorkerAsync();
    }

    internal async Task StartWorkerAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(Settings)
        {
            ["Worker:ApiUrl"] = Dispatcher.Url,
            ["Worker:JoinToken"] = FakeDispatcher.JoinToken,
            ["Worker:Directory"] = _directory,
        });
        builder.Logging.AddProvider(Record);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddWorker();
        _host = builder.Build();
        Record.Watch(_host.Services.GetRequiredService<IMeterFactory>());
        await _host.StartAsync();
        WorkerId = _host.Services.GetRequiredService<WorkerDirectory>().WorkerId;
        await Dispatcher.JoinedAsync();
    }

    internal async Task StopWorkerAsync()
    {
        if (_host is { } host)
        {
            await host.StopAsync();
            host.Dispose();
            _host = null;
        }
    }

    internal Task GoneAsync(string sandbox, CancellationToken cancellationToken) => Eventually.TrueAsync(
        async () => await Docker.ListAsync($"{SandboxContainer.SandboxLabel}={sandbox}", cancellationToken) is [],
        $"the container of sandbox {sandbox} to be gone");

    public async ValueTask DisposeAsync()
    {
        await StopWorkerAsync();
        await Dispatcher.DisposeAsync();
        Record.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
