using FaaS.Domain.Functions;
using FaaS.Domain.Workers;
using FaaS.Infrastructure.Dispatch;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Infrastructure.Workers;

/// <summary>The dispatcher's end of one worker's connection: what it can hold, and what it is asked to do.</summary>
internal sealed class WorkerChannel
{
    // The worker enforces timeouts; beyond all of them it has been silent about one stream only.
    private static readonly TimeSpan AnswerGrace = TimeSpan.FromSeconds(5);

    private readonly FrameConnection _connection;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _suspectAfter;
    private readonly Action<FunctionSpec> _load;
    private volatile WorkerStatus _status;
    private int _reserved;
    private int _reservedElsewhere;
    private int _refusedMib = int.MaxValue;

    public WorkerChannel(
        FrameConnection connection, WorkerHello hello, TimeSpan suspectAfter, TimeProvider timeProvider)
    {
        _connection = connection;
        _suspectAfter = suspectAfter;
        _timeProvider = timeProvider;
        _load = Load;
        _status = new(WorkerState.Ready, 0, hello.Slots, 0, hello.MemoryMb, new Dictionary<Guid, int>(), null);
        Hello = hello;
        Hash = PlacementHash.Of(hello.WorkerId);
        Calls = new OpenCalls(hello.WorkerId);
        ConnectedAt = timeProvider.GetUtcNow();
    }

    public WorkerHello Hello { get; }

    public string WorkerId => Hello.WorkerId;

    public ulong Hash { get; }

    public DateTimeOffset ConnectedAt { get; }

    public WorkerStatus Status => _status;

    public IReadOnlyList<Runtime> Runtimes => _status.Runtimes ?? Hello.Runtimes;

    public OpenCalls Calls { get; }

    public LoadedVersions Loaded { get; } = new();

    public WarmVersions Warm { get; } = new();

    public TimeSpan SilentFor => _connection.SilentFor;

    /// <summary>Has said goodbye, or has been told so: gets nothing new.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>It has missed heartbeats: perhaps it is dead, and nothing new is risked on it.</summary>
    public bool IsSuspect => _connection.SilentFor > _suspectAfter;

    /// <summary>Gets work, if it has room.</summary>
    public bool IsReady => _status.State == WorkerState.Ready && !IsLeaving && !IsSuspect;

    /// <summary>It could, if it had room.</summary>
    public bool CanRun(FunctionSpec function)
    {
        var status = _status;
        return IsReady
            && function.MemoryMib <= status.MemoryMb
            && Runtimes.Contains(function.Runtime);
    }

    public WorkerCandidate AsCandidate(FunctionSpec function)
    {
        var status = _status;
        var eligible = CanRun(function) && function.MemoryMib < Volatile.Read(ref _refusedMib);

        var warm = Warm[function.VersionId];
        var isSingleUse = function.Isolation is Isolation.Invocation;
        return new(
            Hash,
            status.Slots,
            Volatile.Read(ref _reserved) + Volatile.Read(ref _reservedElsewhere),
            isSingleUse ? warm.Ahead : warm.Idle,
            isSingleUse ? 0 : warm.Sandboxes,
            eligible);
    }

    /// <summary>Takes a slot, to be given back with <see cref="Release"/>. False when the last has just gone.</summary>
    public bool TryReserve(FunctionSpec function)
    {
        if (Interlocked.Increment(ref _reserved) + Volatile.Read(ref _reservedElsewhere) <= _status.Slots)
        {
            Warm.Begin(function.VersionId);
            return true;
        }

        Interlocked.Decrement(ref _reserved);
        return false;
    }

    /// <param name="wasRefused">
    /// It said no to a function of this size: nothing as large is sent until something changes there.
    /// </param>
    public void Release(FunctionSpec function, bool wasRefused)
    {
        Warm.End(function.VersionId, wasRefused);
        Interlocked.Decrement(ref _reserved);
        Volatile.Write(ref _refusedMib, wasRefused ? function.MemoryMib : int.MaxValue);
    }

    public void Report(WorkerStatus status)
    {
        Volatile.Write(ref _reservedElsewhere, Math.Max(0, status.Running - Volatile.Read(ref _reserved)));
        Volatile.Write(ref _refusedMib, int.MaxValue);
        Warm.Report(status);
        _status = status;
    }

    public void Leave() => IsLeaving = true;

    public ValueTask<InvocationOutcome> InvokeAsync(RunningInvocation invocation, string? traceparent)
    {
        var (function, request) = (invocation.Function, invocation.Request);
        Loaded.Ensure(function, _load);
        var call = Open(invocation, request.Timeout + FunctionLimits.MaxInit + AnswerGrace);
        var meta = new Invoke(
            function.VersionId,
            request.InvocationId,
            request.Attempt,
            (int)request.Timeout.TotalMilliseconds,
            request.ContentType,
            request.Headers,
            traceparent);
        var isSent = _connection.Send(
            FrameType.Invoke,
            call.Stream,
            meta,
            ProtocolJson.Default.Invoke,
            request.Payload.Span);
        return AwaitAsync(call, isSent, invocation.Cancelled);
    }

    public ValueTask<InvocationOutcome> InitAsync(FunctionSpec function, CancellationToken cancellationToken)
    {
        Loaded.Ensure(function, _load);
        var call = Open(null, 2 * FunctionLimits.MaxInit + AnswerGrace);
        var isSent = _connection.Send(
            FrameType.Init, call.Stream, new(function.VersionId), ProtocolJson.Default.InitFunction);
        return AwaitAsync(call, isSent, cancellationToken);
    }

    public void Welcome(Welcome welcome)
        => _connection.Send(FrameType.Welcome, 0, welcome, ProtocolJson.Default.Welcome);

    public void SayGoodbye(string reason)
    {
        Leave();
        _connection.Send(FrameType.Goodbye, 0, new(reason), ProtocolJson.Default.Goodbye);
    }

    public void Drain(string reason)
        => _connection.Send(FrameType.Drain, 0, new(reason), ProtocolJson.Default.Drain);

    public void Evict(IReadOnlyList<Guid> versionIds)
        => _connection.Send(FrameType.Evict, 0, new(versionIds), ProtocolJson.Default.Evict);

    public void GiveUpOverdueCalls()
    {
        foreach (var stream in Calls.GiveUpOverdue())
        {
            _connection.Send(FrameType.Cancel, stream);
        }
    }

    public void Abort(string reason) => _connection.Abort(new IOException(reason));

    private void Load(FunctionSpec function)
        => _connection.Send(FrameType.Load, 0, LoadFunction.From(function), ProtocolJson.Default.LoadFunction);

    private WorkerCall Open(RunningInvocation? invocation, TimeSpan limit)
    {
        var call = new WorkerCall(_connection.NextStream(), invocation, limit, _timeProvider);
        Calls.Add(call);
        return call;
    }

    private async ValueTask<InvocationOutcome> AwaitAsync(
        WorkerCall call, bool isSent, CancellationToken cancellationToken)
    {
        if (!isSent)
        {
            Calls.CompleteUnsent(call);
        }

        using var registration = cancellationToken.UnsafeRegister(
            static state => ((Cancellation)state!).Send(), new Cancellation(_connection, call));
        return await call.Answer;
    }

    private sealed record Cancellation(FrameConnection Connection, WorkerCall Call)
    {
        public void Send()
        {
            Call.MarkCancelled();
            Connection.Send(FrameType.Cancel, Call.Stream);
        }
    }
}
