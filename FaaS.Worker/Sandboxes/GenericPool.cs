using FaaS.Worker.Docker;
using FaaS.Worker.Networking;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// Sandboxes of one shape that are started, connected and not yet anything. Keeps as many as the recent arrivals
/// suggest, and starts no more than somebody waits for or will soon.
/// </summary>
internal sealed partial class GenericPool(
    SandboxShape shape,
    SandboxStarter starter,
    MemoryBudget budget,
    StartTurns turns,
    SandboxOptions options,
    TimeProvider timeProvider,
    ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(2);

    private readonly int _reservedMib = shape.IsBuild ? options.BuildMemoryMb : options.GenericMemoryMb;
    private readonly Lock _gate = new();
    private readonly IdleSandboxes _idle = new();
    private readonly AwaitedStarts _awaited = new(
        budget, shape.IsBuild ? options.BuildMemoryMb : options.GenericMemoryMb);

    private readonly ArrivalRate _arrivals = new(timeProvider);
    private readonly CancellationTokenSource _closed = new();
    private readonly HashSet<Task> _starts = [];
    private TimeSpan _timeToStart = TimeSpan.FromMilliseconds(150);
    private long? _failedAt;
    private int _starting;

    // Only generic sandboxes without a network are sure to be needed; the others wait for a first call.
    private int Minimum => shape is { IsBuild: false, Network: Domain.Functions.NetworkAccess.None }
        ? options.MinGeneric
        : 0;

    private int Target => shape.IsBuild
        ? 0
        : PoolSizing.Target(_arrivals.PerSecond, _timeToStart, Minimum, options.MaxGeneric);

    /// <summary>A sandbox with so much memory reserved. Functions take turns when there are too few.</summary>
    /// <param name="memoryMib">Null: what sandboxes of this shape have anyway.</param>
    /// <exception cref="SandboxCapacityException">There is no memory for it, or nothing can be started now.</exception>
    public async Task<Sandbox> TakeAsync(Guid functionId, int? memoryMib, CancellationToken cancellationToken)
    {
        var wanted = memoryMib ?? _reservedMib;
        var more = Math.Max(0, wanted - _reservedMib);
        if (TryTakeIdle(more) is { } idle)
        {
            turns.Fill();
            return Resized(idle, wanted, more);
        }

        if (starter.Refusal is { } refusal)
        {
            throw refusal;
        }

        // All of it before anything is started for it: what the worker cannot hold it does not start.
        if (!await budget.TakeAsync(functionId, _reservedMib + more, cancellationToken))
        {
            throw new SandboxCapacityException($"The worker has no {_reservedMib + more} MiB of memory left.");
        }

        Sandbox sandbox;
        try
        {
            sandbox = await WaitAsync(functionId, cancellationToken);
        }
        catch
        {
            budget.Return(more);
            throw;
        }

        return Resized(sandbox, wanted, more);
    }

    /// <summary>Forgets the dead, starts what is missing, and lets one go when there are too many.</summary>
    public void Maintain()
    {
        Sandbox? surplus = null;
        lock (_gate)
        {
            _idle.ForgetDead();
            if (_idle.Count > Target && _starting == 0)
            {
                _idle.TryTake(out surplus);
            }
        }

        surplus?.Kill();
        turns.Fill();
    }

    /// <summary>For another shape that needs the memory more.</summary>
    public bool GiveUpOne()
    {
        Sandbox? idle;
        lock (_gate)
        {
            if (!_idle.TryTake(out idle))
            {
                return false;
            }
        }

        idle.Kill();
        return true;
    }

    /// <summary>What cannot be started is not waited for: another worker may have it.</summary>
    public void RefuseWaiting()
    {
        lock (_gate)
        {
            while (starter.Refusal is { } refusal && _awaited.FailOne(refusal))
            {
            }
        }
    }

    /// <summary>One more, if it is wanted and its memory can be had at once. It is counted from now on.</summary>
    /// <param name="isAwaited">Only if somebody waits for it.</param>
    public Action? TryBeginStart(bool isAwaited)
    {
        lock (_gate)
        {
            var pauses = _failedAt is { } failedAt && timeProvider.GetElapsedTime(failedAt) < FailurePause;
            if (_closed.IsCancellationRequested
                || !starter.IsReady
                || (!isAwaited && pauses)
                || PoolSizing.Starts(_idle.Count, _starting, _awaited.Waiting, isAwaited ? 0 : Target, 1) == 0)
            {
                return null;
            }

            var isPaid = _awaited.TryBegin();
            if (!isPaid && !budget.TryTake(_reservedMib))
            {
                return null;
            }

            _starting++;
            return () => Track(StartAsync(isPaid));
        }
    }

    /// <summary>Waits for the containers that are being started, or they would be left behind.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        Task[] starts;
        lock (_gate)
        {
            _idle.KillAll();
            _awaited.CancelAll();
            starts = [.. _starts];
        }

        await Task.WhenAll(starts);
        _closed.Dispose();
    }

    private static Sandbox Resized(Sandbox sandbox, int mib, int funds)
        => sandbox.Memory.TryResize(mib, funds)
            ? sandbox
            : throw new SandboxCapacityException("The sandbox was lost before it was used.");

    private Sandbox? TryTakeIdle(int moreMib)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            _arrivals.Record();
            return _idle.TakeIf(() => budget.TryTake(moreMib));
        }
    }

    /// <summary>The caller has brought the memory for one: it is in the sandbox, or has been given back.</summary>
    private async Task<Sandbox> WaitAsync(Guid functionId, CancellationToken cancellationToken)
    {
        TaskCompletionSource<Sandbox> waiter;
        lock (_gate)
        {
            waiter = _awaited.Join(functionId);
            if (_closed.IsCancellationRequested)
            {
                _awaited.CancelAll();
            }
            else if (_idle.TryTake(out var idle))
            {
                _awaited.TryGive(idle);
            }
            else
            {
                RefuseWaiting();
            }
        }

        turns.Fill();
        await using var registration = cancellationToken.UnsafeRegister(_ => Leave(functionId, waiter), null);
        return await waiter.Task;
    }

    private void Leave(Guid functionId, TaskCompletionSource<Sandbox> waiter)
    {
        lock (_gate)
        {
            _awaited.Leave(functionId, waiter);
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

    private async Task StartAsync(bool isPaid)
    {
        // Whoever takes a sandbox right now does not wait for its replacement's first steps.
        await Task.Yield();
        var startedAt = timeProvider.GetTimestamp();
        try
        {
            // Not given up in the middle: the daemon would go on and nobody would know the container.
            var sandbox = await starter.StartAsync(
                shape, new MemoryReservation(budget, _reservedMib), CancellationToken.None);
            Add(sandbox, isPaid, timeProvider.GetElapsedTime(startedAt));
        }
#pragma warning disable CA1031 // Whatever failed, the start is over: somebody may wait for it, and it is counted.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception, isPaid);
        }

        turns.Ended();
    }

    private void Add(Sandbox sandbox, bool isPaid, TimeSpan duration)
    {
        lock (_gate)
        {
            _failedAt = null;
            _timeToStart = PoolSizing.Average(_timeToStart, duration);
            Ended(isPaid);
            if (_awaited.TryGive(sandbox))
            {
                return;
            }

            if (!_closed.IsCancellationRequested)
            {
                _idle.Push(sandbox);
                return;
            }
        }

        sandbox.Kill();
    }

    private void Fail(Exception exception, bool isPaid)
    {
        lock (_gate)
        {
            _failedAt = timeProvider.GetTimestamp();
            Ended(isPaid);
            _awaited.FailOne(exception);
        }

        // A refusal is logged once, by whoever refuses; where a daemon's message arrived says nothing.
        if (exception is not EgressRefusedException)
        {
            var bug = exception is DockerException ? null : exception;
            Log.StartFailed(logger, bug, shape.Image, exception.Message);
        }
    }

    private void Ended(bool isPaid)
    {
        _starting--;
        if (isPaid)
        {
            _awaited.Ended();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A {Image} sandbox could not be started: {Reason}")]
        public static partial void StartFailed(ILogger logger, Exception? exception, string image, string reason);
    }
}
