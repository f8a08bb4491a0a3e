extern alias worker;

using FaaS.Domain.Invocations;
using FaaS.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using worker::FaaS.Worker;
using worker::FaaS.Worker.Code;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

/// <summary>A pool that never gets as far as a sandbox, because the code does not come.</summary>
public sealed class FunctionPoolTests : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("faas-pool-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dispatcher_that_dies_while_it_sends_the_code_fails_nobody_elses_call()
    {
        using var directory = new WorkerDirectory(Options.Create(new WorkerOptions { Directory = _root }));
        var pool = NewPool(directory);
        var dying = new FakeSource("The dispatcher is gone.");
        var living = new FakeSource("no such code") { Refuses = true };
        using var hungUp = new CancellationTokenSource();
        Assert.False(pool.TryAcquire(dying, out _));
        var first = pool.WaitAsync(dying, hungUp.Token);
        await dying.Asked.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        Assert.False(pool.TryAcquire(living, out _));
        var second = pool.WaitAsync(living, Cancelled);

        // Whoever asked through it goes with it.
        await hungUp.CancelAsync();
        dying.Leave();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var lease = await second.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        Assert.Equal((FailureKind.PlatformError, "no such code"), (lease.Failure!.Kind, lease.Failure.Message));
    }

    [Fact]
    public async Task Whoever_asked_last_need_not_be_there_any_more()
    {
        using var directory = new WorkerDirectory(Options.Create(new WorkerOptions { Directory = _root }));
        var pool = NewPool(directory);
        var gone = new FakeSource("The dispatcher is gone.");
        gone.Leave();
        var living = new FakeSource("no such code") { Refuses = true };
        Assert.False(pool.TryAcquire(living, out _));
        Assert.False(pool.TryAcquire(gone, out _));

        var lease = await pool.WaitAsync(living, Cancelled).WaitAsync(TimeSpan.FromSeconds(20), Cancelled);

        Assert.Equal("no such code", lease.Failure!.Message);
    }

    // A pool that has failed one call may still be preparing for another.
    public async ValueTask DisposeAsync() => await Eventually.TrueAsync(HasGone, $"{_root} to be left alone");

    private bool HasGone()
    {
        try
        {
            Directory.Delete(_root, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static FunctionPool NewPool(WorkerDirectory directory)
    {
        var options = Options.Create(new CodeOptions());
        var code = new CodeCache(new DiskCache(directory, options, TimeProvider.System), options);
        var preparer = new SandboxPreparer(
            null!,
            code,
            null!,
            null!,
            TestMetrics.Create(),
            TimeProvider.System,
            NullLogger<SandboxPreparer>.Instance);
        return new FunctionPool(TestSpec.Python(), preparer, new SandboxOptions(), TimeProvider.System);
    }
}
