extern alias worker;

using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Messages;
using FaaS.Tests.Infrastructure;
using worker::FaaS.Worker.Docker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker;

/// <summary>Has a worker of its own, because it stops it.</summary>
public sealed class WorkerLifeTests(WorkerFixture fixture) : IClassFixture<WorkerFixture>
{
    private readonly FakeDispatcher _dispatcher = fixture.Dispatcher;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_says_what_it_can_hold()
    {
        var status = await _dispatcher.StatusAsync(status => status.State is WorkerState.Ready);

        Assert.Equal(8192, _dispatcher.Hello!.MemoryMb);
        Assert.Equal(16 * Environment.ProcessorCount, status.Slots);
        Assert.Equal(fixture.WorkerId, _dispatcher.Hello.WorkerId);
        Assert.Equal([Runtime.Python, Runtime.Nodejs, Runtime.Go], status.Runtimes);
    }

    [Fact]
    public async Task A_version_that_was_never_loaded_is_asked_for()
    {
        var unknown = TestFunction.Python(_dispatcher, "def handler(event, context): pass\n");

        (await _dispatcher.InvokeWithoutLoadAsync(unknown)).FailedWith(FailureKind.NotLoaded);
    }

    [Fact]
    public async Task When_a_dispatcher_is_gone_its_work_is_killed_and_the_worker_joins_again()
    {
        var sleeper = TestFunction.Python(
            _dispatcher, "import time\ndef handler(event, context):\n    print('here')\n    time.sleep(1000)\n");
        var pending = await _dispatcher.StartInvokeAsync(sleeper, []);
        await pending.Logged.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        await _dispatcher.DropAsync();

        await _dispatcher.JoinedAsync();
        await _dispatcher.StatusAsync(status => status.Running == 0);
        var next = TestFunction.Python(_dispatcher, "def handler(event, context):\n    return 1\n");
        Assert.Equal("1", (await _dispatcher.InvokeAsync(next)).Succeeded().Text);
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_finishes_what_runs()
    {
        var slow = TestFunction.Python(
            _dispatcher,
            "import time\ndef handler(event, context):\n    print('here')\n    time.sleep(2)\n    return 7\n");
        var pending = await _dispatcher.StartInvokeAsync(slow, []);
        await pending.Logged.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await _dispatcher.ForgetAsync();

        var stopping = fixture.StopWorkerAsync();

        Assert.Equal("7", (await pending.Answer.WaitAsync(TimeSpan.FromSeconds(30), Cancelled)).Succeeded().Text);
        await stopping;
        await fixture.StartWorkerAsync();
    }

    [Fact]
    public async Task A_stopped_worker_leaves_no_container_and_a_new_one_removes_orphans()
    {
        var function = TestFunction.Python(_dispatcher, "def handler(event, context):\n    return 1\n") with
        {
            Isolation = Isolation.Function,
        };
        (await _dispatcher.InvokeAsync(function)).Succeeded();
        var worker = $"{SandboxContainer.WorkerLabel}={fixture.WorkerId}";
        using var docker = new DockerClient(Microsoft.Extensions.Options.Options.Create(new DockerOptions()));

        await _dispatcher.ForgetAsync();
        await fixture.StopWorkerAsync();
        Assert.Empty(await docker.ListAsync(worker, Cancelled));

        var orphan = await CreateOrphanAsync(docker, fixture.WorkerId);
        await fixture.StartWorkerAsync();
        await Eventually.TrueAsync(
            async () => (await docker.ListAsync(worker, Cancelled)).All(container => container.Id != orphan),
            "the orphan to go");
        (await _dispatcher.InvokeAsync(function)).Succeeded();
    }

    [Fact]
    public async Task What_is_idle_goes_when_it_is_wanted_elsewhere_and_comes_back_when_it_is_called()
    {
        var kept = TestFunction.Python(
            _dispatcher,
            """
            count = 0
            def handler(event, context):
                global count
                count += 1
                return count
            """) with
        { Isolation = Isolation.Function };
        (await _dispatcher.InvokeAsync(kept)).Succeeded();
        Assert.Equal("2", (await _dispatcher.InvokeAsync(kept)).Succeeded().Text);

        await _dispatcher.EvictAsync(kept);

        await _dispatcher.StatusAsync(status => !status.Warm.ContainsKey(kept.VersionId));
        Assert.Equal("1", (await _dispatcher.InvokeAsync(kept)).Succeeded().Text);
    }

    private static Task<string> CreateOrphanAsync(DockerClient docker, string workerId) => docker.CreateAsync(
        $"faas-orphan-{Guid.CreateVersion7():n}",
        new ContainerSpec
        {
            Image = "faas/python:1",
            User = "10001:10001",
            Hostname = "orphan",
            Env = [],
            Labels = new Dictionary<string, string>
            {
                [SandboxContainer.WorkerLabel] = workerId,
                [SandboxContainer.SandboxLabel] = "orphan",
            },
            HostConfig = new HostConfig
            {
                NetworkMode = "none",
                IpcMode = "private",
                ReadonlyRootfs = true,
                CapDrop = ["ALL"],
                SecurityOpt = [],
                Mounts = [],
                Tmpfs = new Dictionary<string, string>(),
                Ulimits = [],
                ShmSize = 1 << 20,
                LogConfig = new LogConfig("none"),
                Memory = 64 << 20,
                MemorySwap = 64 << 20,
                NanoCpus = 1_000_000_000,
                CpuShares = 1024,
                PidsLimit = 16,
            },
        },
        Cancelled);
}
