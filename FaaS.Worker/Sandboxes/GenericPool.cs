namespace FaaS.Worker.Sandboxes;

/// <summary>
/// Sandboxes of one shape that are started, connected and not yet anything. Keeps as many as the recent arrivals
/// suggest, and starts no more than somebody waits for or will soon.
/// </summary>
internal sealed partial class GenericPool(
    SandboxShape shape,
    SandboxStarter starter,
    MemoryBudget budget,
    SemaphoreSlim startGate,
    SandboxOptions options,
    TimeProvider timeProvider,
    ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Stack<Sandbox> _idle = new();
    private readonly Queue<TaskCompletionSource<Sandbox>> _waiters = new();
    private readonly ArrivalRate _arrivals = new(timeProvider);
    private readonly CancellationTokenSource _closed = new();
    private TimeSpan _timeToStart = TimeSpan.FromMilliseconds(150);
    private long? _failedAt;
    private readonly HashSet<Task> _starts = [];
    private int _starting;

    // Only generic sandboxes without a network are sure to be needed; the others wait for a first call.
    private int Minimum => shape is { IsBuild: false, Network: Domain.Functions.NetworkAccess.None }
        ? options.MinGeneric
        : 0;

    private int Target => shape.IsBuild
        ? 0
        : PoolSizing.Target(_arrivals.PerSecond, _timeToStart, Minimum, options.MaxGeneric);

    private int ReservedMib => shape.IsBuild ? options.BuildMemoryMb : options.GenericMemoryMb;

    public async Task<Sandbox> TakeAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<Sandbox>? waiter = null;
        Sandbox? taken = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            _arrivals.Record();
            while (taken is null && _idle.TryPop(out var idle))
            {
                taken = idle.IsAlive ? idle : null;
            }

            if (taken is null)
            {
                waiter = new TaskCompletionSource<Sandbox>(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiters.Enqueue(waiter);
            }
        }

        Refill();
        if (waiter is null)
        {
            return taken!;
        }

        using var registration = cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken));
        return await waiter.Task;
    }

    /// <summary>Forgets the dead, starts what is missing, and lets one go when there are too many.</summary>
    public void Maintain()
    {
        Sandbox? surplus = null;
        lock (_gate)
        {
            if (_idle.Any(sandbox => !sandbox.IsAlive))
            {
                var alive = _idle.Where(sandbox => sandbox.IsAlive).Reverse().ToArray();
                _idle.Clear();
                Array.ForEach(alive, _idle.Push);
            }

            if (_idle.Count > Target && _starting == 0)
            {
                _idle.TryPop(out surplus);
            }
        }

        surplus?.Kill();
        Refill();
    }

    /// <summary>For another shape that needs the memory more.</summary>
    public bool GiveUpOne()
    {
        Sandbox? idle;
        lock (_gate)
        {
            if (_waiters.Count > 0 || !_idle.TryPop(out idle))
            {
                return false;
            }
        }

        idle.Kill();
        return true;
    }

    /// <summary>Waits for the containers that are being started, or they would be left behind.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        Task[] starts;
        lock (_gate)
        {
            foreach (var idle in _idle)
            {
                idle.Kill();
            }

            while (_waiters.TryDequeue(out var waiter))
            {
                waiter.TrySetCanceled();
            }

            starts = [.. _starts];
        }

        await Task.WhenAll(starts);
        _closed.Dispose();
    }

    private void Refill()
    {
        int starts;
        lock (_gate)
        {
            var pauses = _waiters.Count == 0
                && _failedAt is { } failedAt
                && timeProvider.GetElapsedTime(failedAt) < FailurePause;
            starts = pauses || _closed.IsCancellationRequested
                ? 0
                : PoolSizing.Starts(_idle.Count, _starting, _waiters.Count, Target, int.MaxValue);
            _starting += starts;
        }

        for (var i = 0; i < starts; i++)
        {
            Track(StartOneAsync(_closed.Token));
        }
    }

    private void Track(Task start)
    {
        lock (_gate)
        {
            _starts.RemoveWhere(task => task.IsCompleted);
            _starts.Add(start);
        }
    }

    private async Task StartOneAsync(CancellationToken cancellationToken)
    {
        // Whoever takes a sandbox right now does not wait for its replacement's first steps.
        await Task.Yield();
        try
        {
            await starter.Ready.WaitAsync(cancellationToken);
            await startGate.WaitAsync(cancellationToken);
            try
            {
                await StartIfNeededAsync(cancellationToken);
            }
            finally
            {
                startGate.Release();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The pool is closed; nobody waits any more.
        }
#pragma warning disable CA1031 // Whatever failed, the start is over: somebody may wait for it, and it is counted.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }
    }

    private async Task StartIfNeededAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Whoever this was for may have been served, or have left, while it waited at the gate.
            if (PoolSizing.Starts(_idle.Count, _starting - 1, _waiters.Count, Target, 1) == 0)
            {
                _starting--;
                return;
            }
        }

        var isAwaited = _waiters.Count > 0;
        if (!budget.TryTake(ReservedMib) && !(isAwaited && await budget.TakeAsync(ReservedMib, cancellationToken)))
        {
            Fail(new SandboxCapacityException("The worker's memory is all in use."));
            return;
        }

        // Not given up in the middle: the daemon would go on and nobody would know the container.
        var startedAt = timeProvider.GetTimestamp();
        var sandbox = await starter.StartAsync(
            shape, new MemoryReservation(budget, ReservedMib), CancellationToken.None);
        Add(sandbox, timeProvider.GetElapsedTime(startedAt));
    }

    private void Add(Sandbox sandbox, TimeSpan duration)
    {
        lock (_gate)
        {
            _starting--;
            _failedAt = null;
            _timeToStart = PoolSizing.Average(_timeToStart, duration);
            while (_waiters.TryDequeue(out var waiter))
            {
                if (waiter.TrySetResult(sandbox))
                {
                    return;
                }
            }

            if (!_closed.IsCancellationRequested)
            {
                _idle.Push(sandbox);
                return;
            }
        }

        sandbox.Kill();
    }

    private void Fail(Exception exception)
    {
        lock (_gate)
        {
            _starting--;
            _failedAt = timeProvider.GetTimestamp();
            while (_waiters.TryDequeue(out var waiter) && !waiter.TrySetException(exception))
            {
            }
        }

        if (exception is not SandboxCapacityException)
        {
            Log.StartFailed(logger, shape.Image, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A {Image} sandbox could not be started.")]
        public static partial void StartFailed(ILogger logger, string image, Exception exception);
    }
}
