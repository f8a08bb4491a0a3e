extern alias worker;

using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker;

/// <summary>A worker with two slots.</summary>
public sealed class BudgetTests : IAsyncLifetime
{
    private readonly WorkerFixture _worker = new() { Settings = { ["Worker:Slots"] = "2" } };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private FakeDispatcher Dispatcher => _worker.Dispatcher;

    public ValueTask InitializeAsync() => _worker.InitializeAsync();

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    [Fact]
    public async Task A_worker_without_a_free_slot_refuses_at_once_and_starts_nothing()
    {
        PendingAnswer[] running = [await SleepAsync(), await SleepAsync()];
        var other = TestFunction.Python(Dispatcher, "def handler(event, context):\n    return 1\n");

        var refused = (await Dispatcher.InvokeAsync(other)).FailedWith(FailureKind.NoCapacity);

        Assert.Equal("", refused.Stats?.Sandbox ?? "");
        Assert.All(running, call => Assert.False(call.Answer.IsCompleted));

        await Dispatcher.CancelAsync(running[0]);
        await running[0].Answer.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        (await Dispatcher.InvokeAsync(other)).Succeeded();
        await Dispatcher.CancelAsync(running[1]);
        await running[1].Answer.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    [Fact]
    public async Task Sandboxes_weigh_less_than_what_else_wants_the_processor()
    {
        var call = await SleepAsync();
        var label = $"{SandboxContainer.WorkerLabel}={_worker.WorkerId}";
        var containers = await _worker.Docker.ListAsync(label, Cancelled);

        Assert.NotEmpty(containers);
        foreach (var container in containers.Where(container => container.State == "running"))
        {
            var shares = await Commands.RunAsync(
                Cancelled, "docker", "inspect", "--format", "{{.HostConfig.CpuShares}}", container.Id);
            Assert.Equal("64", shares.Trim());
        }

        await Dispatcher.CancelAsync(call);
        await call.Answer.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    private async Task<PendingAnswer> SleepAsync()
    {
        var sleeper = TestFunction.Python(
            Dispatcher, "import time\ndef handler(event, context):\n    print('here')\n    time.sleep(60)\n") with
        {
            Isolation = Isolation.Invocation,
        };
        var call = await Dispatcher.StartInvokeAsync(sleeper, []);
        await call.Logged.WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        return call;
    }
}
