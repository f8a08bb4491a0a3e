extern alias worker;

using System.Text;
using FaaS.Protocol.Frames;
using FaaS.Tests.Protocol;
using FaaS.Tests.Worker.Docker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using worker::FaaS.Worker;
using worker::FaaS.Worker.Docker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

/// <summary>The worker's end of a sandbox, with a test in the place of the agent.</summary>
public sealed class SandboxTests : IAsyncLifetime
{
    private readonly RacingClock _clock = new();
    private FakeDaemon _daemon = null!;
    private DockerClient _docker = null!;
    private SandboxRemover _remover = null!;
    private SocketPair _pair = null!;
    private FrameConnection _agent = null!;
    private Sandbox _sandbox = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _daemon = await FakeDaemon.StartAsync();
        _docker = new DockerClient(Options.Create(new DockerOptions { Endpoint = _daemon.Endpoint }));
        _pair = await SocketPair.CreateAsync(Cancelled);
        _agent = new FrameConnection(_pair.Dialled, ConnectionSide.Dialled, TimeProvider.System);
        var budget = new MemoryBudget(Options.Create(new WorkerOptions { MemoryMb = 100 }), _clock);
        _remover = new SandboxRemover(
            _docker,
            new DockerMonitor(
                _docker,
                TestMetrics.Create(),
                Options.Create(new DockerOptions()),
                _clock,
                NullLogger<DockerMonitor>.Instance),
            new StrandedShims(),
            Options.Create(new SandboxOptions()),
            _clock,
            NullLogger<SandboxRemover>.Instance);
        var parts = new SandboxParts(
            "id",
            "container",
            new SandboxDirectory("/nowhere"),
            new FrameConnection(_pair.Accepted, ConnectionSide.Accepted, _clock),
            null,
            null,
            new MemoryReservation(budget, 0));
        _sandbox = new Sandbox(parts, _remover, _clock, NullLogger.Instance);
        _agent.Send(
            FrameType.Hello, 0, """{"protocol":1,"agent":"1","runtime":"go","runtime_version":"1.24"}"""u8);
        await _sandbox.GreetAsync(Cancelled);
    }

    [Fact]
    public async Task A_call_that_begins_while_the_last_ones_timer_fires_keeps_its_own_deadline()
    {
        var first = Begin();
        _agent.Send(FrameType.Result, 2);
        Assert.Equal("result", await first.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        var second = new RecordedCall();
        _clock.OnElapsed = () => _sandbox.Begin(second, FrameType.Invoke, default, default, TimeSpan.FromSeconds(5));

        _clock.Advance(TimeSpan.FromSeconds(1));

        // It begins now, if there was no gap for it in the callback.
        _clock.OnElapsed?.Invoke();

        _agent.Send(FrameType.Result, 4);
        Assert.Equal("result", await second.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
    }

    [Fact]
    public async Task A_bug_behind_an_answer_is_told_to_whoever_waits_for_it()
    {
        var call = Begin();
        call.Fault = new InvalidOperationException("a bug");

        _agent.Send(FrameType.Result, 2);

        Assert.Equal("WorkerFault", await call.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        Assert.False(_sandbox.IsAlive);
    }

    [Fact]
    public async Task A_sandbox_whose_process_cannot_be_seen_is_killed_at_its_deadline_before_any_removal()
    {
        await _remover.StartAsync(Cancelled);
        var call = Begin();

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Timeout", await call.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        await _daemon.AskedAsync("POST /containers/container/kill");
        await _daemon.AskedAsync("DELETE /containers/container");
        await _remover.StopAsync(new CancellationToken(canceled: true));
    }

    [Theory]
    [InlineData("false", true)]
    [InlineData("true", false)]
    public async Task An_agent_that_says_it_ends_is_used_no_more(string closing, bool isAlive)
    {
        var call = Begin();
        call.OnAnswer = () => _sandbox.IsAlive;
        var meta = $$"""{"kind":"function_error","type":"Error","message":"late","closing":{{closing}}}""";

        _agent.Send(FrameType.Error, 2, Encoding.UTF8.GetBytes(meta));

        Assert.Equal("error", await call.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        Assert.Equal(isAlive, call.WasAlive);
    }

    public async ValueTask DisposeAsync()
    {
        _sandbox.Kill();
        await _daemon.DisposeAsync();
        _remover.Dispose();
        _docker.Dispose();
        await _agent.DisposeAsync();
        await _pair.DisposeAsync();
    }

    private RecordedCall Begin()
    {
        var call = new RecordedCall();
        Assert.True(_sandbox.Begin(call, FrameType.Invoke, default, default, TimeSpan.FromSeconds(1)));
        return call;
    }
}
