extern alias worker;

using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Messages;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Worker;

namespace FaaS.Tests.Faults;

/// <summary>A worker whose Docker daemon hangs says so, gets no more work, and finishes what it has.</summary>
[Collection(FaultsCollection.Name)]
public sealed class DaemonHangTests(PrivateDocker docker) : IAsyncLifetime
{
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(10);

    private readonly DockerProxy _proxy = new(docker.SocketPath);
    private readonly WorkerFixture _worker = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private FakeDispatcher Dispatcher => _worker.Dispatcher;

    public async ValueTask InitializeAsync()
    {
        _worker.Settings["Worker:Docker:Endpoint"] = _proxy.Endpoint;
        await _worker.InitializeAsync();
        await Dispatcher.StatusAsync(status => status.State is WorkerState.Ready);
    }

    [Fact]
    public async Task One_that_is_stopped()
    {
        var kept = Kept();
        (await Dispatcher.InvokeAsync(kept)).Succeeded();
        var running = await Dispatcher.StartInvokeAsync(
            TestFunction.Python(
                Dispatcher,
                "import time\ndef handler(event, context):\n    print('here')\n    time.sleep(8)\n    return 'done'\n"),
            []);
        await running.Logged.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        var losses = _worker.Record.Count("faas.docker.losses", null);

        await docker.SignalAsync("STOP", Cancelled);
        try
        {
            var status = await BecomesUnhealthyAsync();
            Assert.Contains("It does not answer.", status.Detail);
            Assert.Equal(losses + 1, _worker.Record.Count("faas.docker.losses", null));
            await IsRefusedAsync();
            (await Dispatcher.InvokeAsync(kept)).Succeeded();
            var finished = await running.Answer.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
            Assert.Equal("\"done\"", finished.Succeeded().Text);
        }
        finally
        {
            await docker.SignalAsync("CONT", Cancelled);
        }

        await RecoversAsync();
    }

    [Fact]
    public async Task One_that_answers_but_never_starts_anything()
    {
        var kept = Kept();
        (await Dispatcher.InvokeAsync(kept)).Succeeded();
        await Eventually.TrueAsync(
            async () => (await docker.SandboxesAsync(Cancelled)).Count(sandbox => sandbox.Value) >= 2,
            "the next generic sandbox");

        _proxy.SwallowsStarts = true;
        (await Dispatcher.InvokeAsync(Fresh())).Succeeded();
        await Eventually.TrueAsync(() => _proxy.Swallowed > 0, "a start that is not answered");
        var waiting = await Dispatcher.StartInvokeAsync(Fresh(), []);

        var status = await BecomesUnhealthyAsync();
        Assert.Contains("does not start", status.Detail);
        await IsRefusedAsync();
        (await Dispatcher.InvokeAsync(kept)).Succeeded();

        // Long after the first start has failed it is still known that the next one would, too.
        var refused = await waiting.Answer.WaitAsync(Noticed, Cancelled);
        refused.FailedWith(FailureKind.NoCapacity);
        await Eventually.TrueAsync(() => _proxy.Swallowed > 1, "a trial");
        Assert.Equal(WorkerState.Unhealthy, (await Dispatcher.StatusAsync(_ => true)).State);

        _proxy.SwallowsStarts = false;
        await RecoversAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.StopWorkerAsync();
        Assert.Empty(await docker.SandboxesAsync(CancellationToken.None));
        Assert.Empty(Directory.GetDirectories(_worker.SandboxesPath));
        Assert.Empty(docker.Mounts());
        await _worker.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    private FunctionSpec Fresh() => TestFunction.Python(Dispatcher, "def handler(event, context):\n    return 1\n");

    private FunctionSpec Kept() => Fresh() with { Isolation = Isolation.Function, MaxConcurrency = 1 };

    private async Task<WorkerStatus> BecomesUnhealthyAsync()
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        var status = await Dispatcher.StatusAsync(status => status.State is WorkerState.Unhealthy);
        Assert.InRange(TimeProvider.System.GetElapsedTime(startedAt), TimeSpan.Zero, Noticed);
        await Eventually.TrueAsync(
            () => _worker.Record.Events.Any(told => told.Name == "DaemonLost"), "the event for the operator");
        return status;
    }

    // At once, and as something that another worker can have.
    private async Task IsRefusedAsync()
    {
        var calls = Enumerable.Range(0, 3).Select(_ => Dispatcher.InvokeAsync(Fresh())).ToArray();
        var answers = await Task.WhenAll(calls);
        Assert.Contains(answers, answer => answer.Error?.Kind is FailureKind.NoCapacity);
        Assert.All(answers, answer => Assert.InRange(answer.Took, TimeSpan.Zero, TimeSpan.FromSeconds(8)));
    }

    private async Task RecoversAsync()
    {
        await Dispatcher.StatusAsync(status => status.State is WorkerState.Ready);
        (await Dispatcher.InvokeAsync(Fresh())).Succeeded();
        await Eventually.TrueAsync(
            async () => (await docker.SandboxesAsync(Cancelled)).All(sandbox => sandbox.Value)
                && (await docker.SandboxesAsync(Cancelled)).Keys.ToHashSet().SetEquals(
                    Directory.GetDirectories(_worker.SandboxesPath).Select(Path.GetFileName).OfType<string>()),
            "what the hang left to go");
    }
}
