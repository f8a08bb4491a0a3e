extern alias worker;

using System.Text.Json;
using FaaS.Domain.Functions;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Worker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Security;

/// <summary>A real worker on the machine's Docker, and a function of somebody else beside the attacks.</summary>
public sealed class AttackedWorker : IAsyncLifetime
{
    private readonly WorkerFixture _worker = new();
    private FunctionSpec _neighbour = null!;
    private string _neighbourSandbox = "";

    internal FakeDispatcher Dispatcher => _worker.Dispatcher;

    internal WorkerRecord Record => _worker.Record;

    internal string SandboxesPath => _worker.SandboxesPath;

    public async ValueTask InitializeAsync()
    {
        await BuiltImages.EnsureAsync("python", CancellationToken.None);
        await _worker.InitializeAsync();
        _neighbour = TestFunction.Python(
            Dispatcher, "def handler(event, context):\n    return event['n'] + 1\n") with
        {
            Tenant = "neighbour",
            Isolation = Isolation.Function,
            MaxConcurrency = 1,
        };
        var first = await Dispatcher.InvokeAsync(_neighbour, """{"n":1}"""u8.ToArray(), "application/json");
        _neighbourSandbox = first.Succeeded().Stats.Sandbox;
    }

    /// <summary>One call of the neighbour, in the sandbox that it has had from the beginning.</summary>
    internal async Task<Answer> NeighbourAsync()
    {
        var n = Random.Shared.Next(1_000_000);
        var answer = await Dispatcher.InvokeAsync(
            _neighbour, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, int> { ["n"] = n }),
            "application/json");
        Assert.Equal($"{n + 1}", answer.Succeeded().Text);
        Assert.Equal(_neighbourSandbox, answer.Stats.Sandbox);
        return answer;
    }

    /// <summary>The ids of the containers that wait to become a function.</summary>
    internal async Task<IEnumerable<string>> GenericContainersAsync(CancellationToken cancellationToken)
    {
        var containers = await _worker.Docker.ListAsync(
            $"{SandboxContainer.WorkerLabel}={_worker.WorkerId}", cancellationToken);
        return containers
            .Where(container => container.State == "running")
            .Where(container => IsEmpty(container.Labels[SandboxContainer.SandboxLabel]))
            .Select(container => container.Id);
    }

    internal Task GoneAsync(string sandbox, CancellationToken cancellationToken)
        => _worker.GoneAsync(sandbox, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        var workerId = _worker.WorkerId;
        await _worker.DisposeAsync();
        var left = await Commands.RunAsync(
            CancellationToken.None,
            "docker", "ps", "--all", "--quiet", "--filter", $"label={SandboxContainer.WorkerLabel}={workerId}");
        Assert.Equal("", left);
    }

    private bool IsEmpty(string sandbox)
    {
        var code = Path.Combine(SandboxesPath, sandbox, "code");
        return Directory.Exists(code) && Directory.GetFileSystemEntries(code) is [];
    }
}
