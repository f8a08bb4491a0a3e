extern alias worker;

using System.Diagnostics;
using System.Text;
using FaaS.Protocol.Frames;
using FaaS.Tests.Worker.Docker;
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
    private TestSandbox _opened = null!;

    private FrameConnection Agent => _opened.Agent;

    private Sandbox Sandbox => _opened.Sandbox;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _daemon = await FakeDaemon.StartAsync();
        _docker = new DockerClient(Options.Create(new DockerOptions { Endpoint = _daemon.Endpoint }));
        _remover = TestRemover.Create(_docker, _clock);
        _opened = await TestSandbox.OpenAsync("container", _remover, _clock);
    }

    [Fact]
    public async Task A_call_that_begins_while_the_last_ones_timer_fires_keeps_its_own_deadline()
    {
        var first = Begin();
        Agent.Send(FrameType.Result, 2);
        Assert.Equal("result", await first.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        var second = new RecordedCall();
        _clock.OnElapsed = () => Sandbox.Begin(second, FrameType.Invoke, default, default, TimeSpan.FromSeconds(5));

        _clock.Advance(TimeSpan.FromSeconds(1));

        // It begins now, if there was no gap for it in the callback.
        _clock.OnElapsed?.Invoke();

        Agent.Send(FrameType.Result, 4);
        Assert.Equal("result", await second.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
    }

    [Fact]
    public async Task A_bug_behind_an_answer_is_told_to_whoever_waits_for_it()
    {
        var call = Begin();
        call.Fault = new InvalidOperationException("a bug");

        Agent.Send(FrameType.Result, 2);

        Assert.Equal("WorkerFault", await call.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        Assert.False(Sandbox.IsAlive);
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

    [Fact]
    public async Task A_sandbox_that_the_worker_may_not_signal_is_killed_at_its_deadline_by_the_daemon()
    {
        // The kernel refuses to signal what is no process.
        var process = new AgentProcess(1, File.OpenHandle("/dev/null"));
        await using var opened = await TestSandbox.OpenAsync("foreign", _remover, _clock, process);
        var call = new RecordedCall();
        Assert.True(opened.Sandbox.Begin(call, FrameType.Invoke, default, default, TimeSpan.FromSeconds(1)));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Timeout", await call.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        await _daemon.AskedAsync("POST /containers/foreign/kill");
    }

    [Fact]
    public async Task Processes_that_have_ended_or_been_let_go_of_count_as_killed()
    {
        using var started = Process.Start("sleep", "600");
        using var process = new AgentProcess(started.Id, Libc.OpenProcess(started.Id)!);
        Assert.True(process.Kill());
        await started.WaitForExitAsync(Cancelled);

        Assert.True(process.Kill());
        process.Dispose();
        Assert.True(process.Kill());
    }

    [Fact]
    public async Task Whoever_closes_its_connection_in_a_call_is_killed_without_waiting_for_its_removal()
    {
        var call = Begin();

        await Agent.DisposeAsync();

        Assert.Equal("Exited", await call.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        await _daemon.AskedAsync("POST /containers/container/kill");
    }

    [Fact]
    public void An_idle_sandbox_that_dies_while_it_is_paid_for_is_handed_over_and_what_is_not_paid_for_stays()
    {
        var idle = new IdleSandboxes();
        idle.Push(Sandbox);

        Assert.Null(idle.TakeIf(() => false));
        Assert.Same(Sandbox, idle.TakeIf(Paid));

        // Nobody pays for what is not there.
        idle.Push(Sandbox);
        Assert.Null(idle.TakeIf(() => throw new InvalidOperationException()));

        bool Paid()
        {
            Sandbox.Kill();
            return true;
        }
    }

    [Theory]
    [InlineData("false", true)]
    [InlineData("true", false)]
    public async Task An_agent_that_says_it_ends_is_used_no_more(string closing, bool isAlive)
    {
        var call = Begin();
        call.OnAnswer = () => Sandbox.IsAlive;
        var meta = $$"""{"kind":"function_error","type":"Error","message":"late","closing":{{closing}}}""";

        Agent.Send(FrameType.Error, 2, Encoding.UTF8.GetBytes(meta));

        Assert.Equal("error", await call.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        Assert.Equal(isAlive, call.WasAlive);
    }

    public async ValueTask DisposeAsync()
    {
        await _opened.DisposeAsync();
        await _daemon.DisposeAsync();
        _remover.Dispose();
        _docker.Dispose();
    }

    private RecordedCall Begin()
    {
        var call = new RecordedCall();
        Assert.True(Sandbox.Begin(call, FrameType.Invoke, default, default, TimeSpan.FromSeconds(1)));
        return call;
    }
}
