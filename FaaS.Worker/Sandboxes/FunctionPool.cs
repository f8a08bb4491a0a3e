using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Worker.Code;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// The sandboxes of one version of one function, and the calls that wait for one. Single-use sandboxes are prepared
/// ahead while calls keep coming; with isolation <c>function</c> they go back in line after each call.
/// </summary>
internal sealed class FunctionPool(
    FunctionSpec spec, SandboxPreparer preparer, SandboxOptions options, TimeProvider timeProvider)
{
    // Longer than a container's start and its init together.
    private static readonly TimeSpan MaxPreparation = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan MaxWaitForTurn = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly long _createdAt = timeProvider.GetTimestamp();
    private readonly List<Sandbox> _ready = [];
    private readonly WaitingCalls _waiters = new();
    private readonly AheadPlan _ahead = new(spec, options, timeProvider);
    private ICodeSource? _source;
    private int _preparing;
    private int _busy;
    private bool _isClosed;

    public FunctionSpec Spec => spec;

    public int Ready => _ready.Count;

    /// <summary>When the sandbox that waits longest became idle. Null: none waits.</summary>
    public long? OldestIdleSince
    {
        get
        {
            lock (_gate)
            {
                return _ready.Count > 0 ? _ready[0].IdleSince : null;
            }
        }
    }

    private bool IsSingleUse => spec.Isolation is Isolation.Invocation;

    // What is only prepared does not run yet, so single-use sandboxes ahead do not count against the running ones.
    private int Room => spec.MaxConcurrency - _preparing - _ready.Count - (IsSingleUse ? 0 : _busy);

    /// <summary>False when the call has to wait, in <see cref="WaitAsync"/>.</summary>
    public bool TryAcquire(ICodeSource source, out SandboxLease lease)
    {
        int starts;
        lock (_gate)
        {
            _source = source;
            _ahead.Arrived();
            lease = TakeReady() is { } sandbox ? new SandboxLease(sandbox, IsCold: false, null)
                : _isClosed ? SandboxLease.NotLoaded
                : _busy + _waiters.Count >= 2 * spec.MaxConcurrency ? SandboxLease.TooManyCalls
                : default;
            starts = Settle();
        }

        Prepare(starts);
        return lease != default;
    }

    public async Task<SandboxLease> WaitAsync(ICodeSource source, CancellationToken cancellationToken)
    {
        var waiter = new SandboxWaiter(timeProvider.GetTimestamp(), source);
        LinkedListNode<SandboxWaiter> place;
        TimeSpan limit;
        int starts;
        lock (_gate)
        {
            if (_isClosed)
            {
                return SandboxLease.NotLoaded;
            }

            limit = _busy + _waiters.Count >= spec.MaxConcurrency ? MaxWaitForTurn : MaxPreparation;
            place = _waiters.Join(waiter);
            starts = Settle();
        }

        Prepare(starts);
        using var registration = cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken));
        await using var timer = timeProvider.CreateTimer(
            _ => waiter.TrySetResult(SandboxLease.Refused("No sandbox became free in time.")),
            null,
            limit,
            Timeout.InfiniteTimeSpan);
        try
        {
            return await waiter.Task;
        }
        finally
        {
            lock (_gate)
            {
                _waiters.Leave(place);
            }
        }
    }

    /// <summary>For the check at deployment: prepares one, which then waits for the first call.</summary>
    public async Task<Preparation> PrepareOneAsync(ICodeSource source, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _source = source;
            _preparing++;
        }

        var startedAt = timeProvider.GetTimestamp();
        var preparation = await preparer.PrepareAsync(spec, source, cancellationToken);
        Add(preparation with { Failure = null }, source, startedAt);
        return preparation;
    }

    /// <summary>After a call. False when the sandbox may not be used again and is the caller's to kill.</summary>
    public bool Release(Sandbox sandbox)
    {
        int starts;
        bool goesBack;
        lock (_gate)
        {
            _busy--;
            goesBack = !IsSingleUse && !_isClosed && sandbox.IsAlive;
            if (goesBack)
            {
                Park(sandbox);
            }

            starts = Settle();
        }

        Prepare(starts);
        return goesBack;
    }

    /// <summary>Forgets the dead, lets go of what nobody has used for long, and prepares what is missing.</summary>
    public void Maintain()
    {
        int starts;
        Sandbox[] expired;
        lock (_gate)
        {
            var ahead = _ahead.Target;
            expired = [.. _ready.Where((sandbox, index) => IsExpired(sandbox, _ready.Count - index > ahead))];
            _ready.RemoveAll(sandbox => !sandbox.IsAlive || expired.Contains(sandbox));
            starts = Settle();
        }

        Array.ForEach(expired, sandbox => sandbox.Kill());
        Prepare(starts);
    }

    /// <summary>Lets go of those that have been idle for longest. False: none is.</summary>
    public bool GiveUp(int count)
    {
        Sandbox[] oldest;
        lock (_gate)
        {
            oldest = [.. _ready.Take(count)];
            if (oldest is [])
            {
                return false;
            }

            _ready.RemoveRange(0, oldest.Length);
            _ahead.Pause();
        }

        Array.ForEach(oldest, sandbox => sandbox.Kill());
        return true;
    }

    /// <summary>Closes the pool if nothing has used it for long and nothing is in it.</summary>
    public bool TryRetire()
    {
        lock (_gate)
        {
            _isClosed |= _ready.Count + _preparing + _busy + _waiters.Count == 0
                && !_ahead.HasArrivalsWithin(options.IdleTimeout)
                && timeProvider.GetElapsedTime(_createdAt) > options.IdleTimeout;
            return _isClosed;
        }
    }

    public void Close()
    {
        Sandbox[] ready;
        lock (_gate)
        {
            _isClosed = true;
            ready = [.. _ready];
            _ready.Clear();
            _waiters.AnswerAll(SandboxLease.Refused("The worker is shutting down."));
        }

        Array.ForEach(ready, sandbox => sandbox.Kill());
    }

    private bool IsExpired(Sandbox sandbox, bool isSurplus)
    {
        var idle = timeProvider.GetElapsedTime(sandbox.IdleSince);
        return idle > options.IdleTimeout || (IsSingleUse && isSurplus && idle > options.AheadTimeout);
    }

    private Sandbox? TakeReady()
    {
        while (_busy < spec.MaxConcurrency && _ready.Count > 0)
        {
            // The one used last is the one whose memory is most likely still in the caches.
            var sandbox = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            if (sandbox.IsAlive)
            {
                _busy++;
                return sandbox;
            }
        }

        return null;
    }

    private void Park(Sandbox sandbox)
    {
        sandbox.IdleSince = timeProvider.GetTimestamp();
        _ready.Add(sandbox);
    }

    // Hands what is ready to whoever waits, and says how many more have to be prepared.
    private int Settle()
    {
        while (_waiters.First() is { } waiter && TakeReady() is { } sandbox)
        {
            if (!_waiters.Answer(new SandboxLease(sandbox, sandbox.PreparedAt >= waiter.Since, null)))
            {
                _busy--;
                _ready.Add(sandbox);
            }
        }

        // Another dispatcher may have asked last and be gone since.
        _source = _source is { IsGone: true } ? _waiters.First()?.Source ?? _source : _source;
        var starts = _isClosed
            ? 0
            : PoolSizing.Starts(_ready.Count, _preparing, _waiters.Count, _ahead.Target, Room);
        _preparing += starts;
        return starts;
    }

    private void Prepare(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = PrepareAsync(_source!);
        }
    }

    private async Task PrepareAsync(ICodeSource source)
    {
        // Whoever is answering a call right now does not do this first.
        await Task.Yield();
        var startedAt = timeProvider.GetTimestamp();
        Add(await preparer.PrepareAsync(spec, source, CancellationToken.None), source, startedAt);
    }

    private void Add(Preparation preparation, ICodeSource source, long startedAt)
    {
        int starts;
        lock (_gate)
        {
            _preparing--;
            if (preparation.Sandbox is { } sandbox && !_isClosed)
            {
                _ahead.Prepared(timeProvider.GetElapsedTime(startedAt), sandbox.Init);
                Park(sandbox);
            }
            else if (preparation.Failure is { } failure)
            {
                _ahead.Pause();
                if (!source.IsGone || failure.Kind is not FailureKind.PlatformError || _waiters.AreLeftBehind)
                {
                    _waiters.Answer(new SandboxLease(null, IsCold: true, failure) { Spent = preparation.Spent });
                }
            }
            else
            {
                preparation.Sandbox?.Kill();
            }

            starts = Settle();
        }

        Prepare(starts);
    }
}
