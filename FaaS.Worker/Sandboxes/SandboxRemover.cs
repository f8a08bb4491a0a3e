using System.Collections.Concurrent;
using System.Threading.Channels;
using FaaS.ServiceDefaults.Hosting;
using FaaS.Worker.Docker;
using Microsoft.Extensions.Options;

namespace FaaS.Worker.Sandboxes;

/// <summary>Clears away dead sandboxes off the request path, a few at a time.</summary>
internal sealed partial class SandboxRemover(
    DockerClient docker,
    DockerMonitor monitor,
    StrandedShims shims,
    IOptions<SandboxOptions> options,
    TimeProvider timeProvider,
    ILogger<SandboxRemover> logger) : BackgroundService
{
    private const int ParallelAtShutdown = 8;
    private const int ParallelKills = 8;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(10);

    // Somebody waits for an answer, and only its wording depends on this.
    private static readonly TimeSpan InspectionTimeout = TimeSpan.FromSeconds(1);

    // Not bounded by itself: it never holds more than the sandboxes that the memory budget has let in.
    private readonly Channel<Sandbox> _dead = Channel.CreateUnbounded<Sandbox>();
    private readonly CancellationTokenSource _hasShutDown = new();
    private readonly SemaphoreSlim _kills = new(ParallelKills);
    private readonly CancellationTokenSource _isStopping = new();
    private readonly ConcurrentDictionary<string, Sandbox?> _known = new();
    private readonly ConcurrentDictionary<string, TimeSpan> _delays = new();

    /// <summary>The container of this sandbox is no orphan from now on.</summary>
    public void Expect(string id) => _known[id] = null;

    /// <summary>From now on the sandbox is sure to be gone when the worker has stopped.</summary>
    public void Add(Sandbox sandbox) => _known[sandbox.Id] = sandbox;

    /// <summary>It has come to nothing, and whatever is left of it is an orphan.</summary>
    public void Forget(string id) => _known.TryRemove(id, out _);

    public bool Knows(string id) => _known.ContainsKey(id);

    public void Lose(Func<Sandbox, bool> which, SandboxLoss loss)
    {
        foreach (var sandbox in _known.Values.OfType<Sandbox>().Where(which))
        {
            sandbox.Lose(loss);
        }
    }

    public void Remove(Sandbox sandbox) => _dead.Writer.TryWrite(sandbox);

    /// <summary>For one whose time is over and that the worker cannot kill itself: does not wait in line.</summary>
    public void KillNow(Sandbox sandbox) => _ = KillAsync(sandbox);

    /// <summary>Asks the daemon why it ended, which may still know what the kernel's files no longer tell.</summary>
    public async Task<SandboxLoss> ExplainAsync(Sandbox sandbox)
    {
        if (monitor.IsOrWasLost)
        {
            return SandboxLoss.WithDaemon;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_hasShutDown.Token);
        limit.CancelAfter(InspectionTimeout);
        try
        {
            var state = (await docker.InspectAsync(sandbox.Container, limit.Token)).State;
            return state.OOMKilled ? SandboxLoss.OutOfMemory : SandboxLoss.Exited;
        }
        catch (DockerException exception) when (exception.Fault is DockerFault.Unreachable)
        {
            return SandboxLoss.WithDaemon;
        }
        catch (Exception exception) when (exception is DockerException or OperationCanceledException)
        {
            return SandboxLoss.Exited;
        }
    }

    /// <summary>Kills what still lives, and waits until all containers are gone or the token fires.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _isStopping.CancelAsync();
        foreach (var sandbox in _known.Values.OfType<Sandbox>())
        {
            sandbox.Kill();
        }

        await Task.WhenAll(Enumerable.Range(0, ParallelAtShutdown).Select(_ => DrainAsync(cancellationToken)));
        await _hasShutDown.CancelAsync();
    }

    public override void Dispose()
    {
        _hasShutDown.Dispose();
        _isStopping.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => ParallelLoops.RunAsync(
            Enumerable.Range(0, options.Value.ParallelRemovals).Select(_ => RunAsync(stoppingToken)));

    private async Task KillAsync(Sandbox sandbox)
    {
        await _kills.WaitAsync(CancellationToken.None);
        try
        {
            await docker.KillAsync(sandbox.Container, _hasShutDown.Token);
        }
        catch (Exception exception) when (exception is DockerException or OperationCanceledException)
        {
            // Its removal, which kills as well, is in line and says so when that fails.
        }
        finally
        {
            _kills.Release();
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (await _dead.Reader.WaitToReadAsync(stoppingToken))
        {
            if (_dead.Reader.TryRead(out var sandbox))
            {
                // Finished also when the worker stops; the daemon's time limit bounds it.
                await RemoveAsync(sandbox, CancellationToken.None);
            }
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!_known.IsEmpty && !cancellationToken.IsCancellationRequested)
        {
            if (_dead.Reader.TryRead(out var sandbox))
            {
                await RemoveAsync(sandbox, cancellationToken);
            }
            else
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), timeProvider, CancellationToken.None);
            }
        }
    }

    private async Task RemoveAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        try
        {
            if (await docker.TryRemoveAsync(sandbox.Container, cancellationToken))
            {
                shims.Remember(sandbox.Container);

                // Its folder may hold many files, and the thread that has read the daemon's answer serves sockets.
                await Task.Yield();
                await sandbox.ReleaseAsync();
                _delays.TryRemove(sandbox.Id, out _);
                Forget(sandbox.Id);
            }
            else
            {
                // The daemon is at it, and the memory is wanted as soon as it is done.
                _ = RetryAsync(sandbox, RetryDelay);
            }
        }
        catch (Exception exception) when (exception is DockerException or IOException or UnauthorizedAccessException)
        {
            if (Delay(sandbox) is var delay && delay == RetryDelay)
            {
                Log.RemovalFailed(logger, sandbox.Id, sandbox.Container, exception.Message);
            }

            _ = RetryAsync(sandbox, delay);
        }
        catch (OperationCanceledException)
        {
            _dead.Writer.TryWrite(sandbox);
        }
    }

    // Longer each time, but no time is left for that when the worker stops.
    private TimeSpan Delay(Sandbox sandbox) => _delays.AddOrUpdate(
        sandbox.Id,
        RetryDelay,
        static (_, last) => last * 2 < MaxRetryDelay ? last * 2 : MaxRetryDelay);

    private async Task RetryAsync(Sandbox sandbox, TimeSpan delay)
    {
        await Task.Delay(RetryDelay, timeProvider, CancellationToken.None);
        if (delay > RetryDelay && !_isStopping.IsCancellationRequested)
        {
            await Task.Delay(delay - RetryDelay, timeProvider, _isStopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _dead.Writer.TryWrite(sandbox);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Sandbox {Sandbox} (container {Container}) cannot be removed yet: {Reason}")]
        public static partial void RemovalFailed(ILogger logger, string sandbox, string container, string reason);
    }
}
