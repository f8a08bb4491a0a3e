extern alias apphost;

using System.Diagnostics;
using apphost::FaaS.AppHost.LocalHost;
using FaaS.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaaS.Tests.AppHost.LocalHost;

public sealed class ChildProcessTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ProcessSpawner _spawner = new();
    private readonly RecordedOutput _output = new();
    private readonly ConsoleLines _console;

    public ChildProcessTests() => _console = new ConsoleLines(_output, coloured: false);

    public void Dispose()
    {
        _spawner.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task A_crashed_child_is_started_again()
    {
        using var child = Start("exit 3");

        await Eventually.TrueAsync(() => child.Exits >= 3, "three crashes");
        await child.StopAsync(Limit);

        Assert.Equal(0, child.ProcessId);
    }

    [Fact]
    public async Task A_child_is_asked_to_stop_and_can_finish()
    {
        using var child = Start("trap 'echo farewell; exit 0' TERM; echo ready; while :; do sleep 0.05; done");
        await Eventually.TrueAsync(() => Wrote("ready"), "the child's first line");

        await child.StopAsync(Limit);

        Assert.Contains("child     | farewell", Output(), StringComparison.Ordinal);
        Assert.Equal(0, child.Exits);
    }

    [Fact]
    public async Task A_child_that_does_not_stop_is_killed_with_what_it_started()
    {
        using var child = Start("trap '' TERM; sleep 1000 & echo $!; while :; do sleep 0.05; done");
        await Eventually.TrueAsync(() => Wrote("| "), "the grandchild's id");
        var grandchild = Output().Split('|')[1].Trim();

        await child.StopAsync(TimeSpan.FromMilliseconds(300));

        await Eventually.TrueAsync(() => !IsRunning(grandchild), "the end of the grandchild");
    }

    [Fact]
    public async Task A_stop_between_two_runs_does_not_wait_for_the_next()
    {
        using var child = Start("exit 1", restartDelay: TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => child.Exits == 1, "the crash");

        await child.StopAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(1, child.Exits);
    }

    [Fact]
    public void The_pause_doubles_up_to_its_limit_and_starts_over_after_a_long_run()
    {
        var backoff = new RestartBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(1), backoff.AfterRunOf(TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(2), backoff.AfterRunOf(TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(3), backoff.AfterRunOf(TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(3), backoff.AfterRunOf(TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(1), backoff.AfterRunOf(TimeSpan.FromMinutes(1)));
    }

    private ChildProcess Start(string script, TimeSpan? restartDelay = null)
    {
        var child = new ChildProcess(
            new ChildCommand("child", "sh", "-c", script),
            new RestartBackoff(restartDelay ?? TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            _spawner,
            _console,
            TimeProvider.System,
            NullLogger<ChildProcess>.Instance);
        child.Start();
        return child;
    }

    private bool Wrote(string text) => Output().Contains(text, StringComparison.Ordinal);

    private string Output() => _output.ToString();

    private static bool IsRunning(string processId)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(processId, null));
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
