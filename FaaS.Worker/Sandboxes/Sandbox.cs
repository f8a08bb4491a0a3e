using FaaS.Domain.Functions;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Worker.Docker;

namespace FaaS.Worker.Sandboxes;

/// <summary>
/// One container and the connection to its agent. It serves one call at a time; whatever it says outside of that call
/// ends it.
/// </summary>
internal sealed partial class Sandbox : IFrameHandler
{
    private static readonly SandboxWelcome Welcome = new(ProtocolMeta.Version, Checkpoints: true);

    private readonly SandboxParts _parts;
    private readonly SandboxRemover _remover;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ITimer _deadline;
    private readonly TaskCompletionSource<SandboxHello> _hello =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ISandboxCall? _call;
    private ulong _stream;
    private long _deadlineAt;
    private volatile bool _hasEnded;
    private int _isDead;

    public Sandbox(SandboxParts parts, SandboxRemover remover, TimeProvider timeProvider, ILogger logger)
    {
        _parts = parts;
        _remover = remover;
        _timeProvider = timeProvider;
        _logger = logger;
        _deadline = timeProvider.CreateTimer(
            static state => ((Sandbox)state!).OnDeadline(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Meter = new SandboxMeter(parts.Cgroup, parts.Traffic);
    }

    public string Id => _parts.Id;

    public string Container => _parts.Container;

    public SandboxDirectory Directory => _parts.Directory;

    public NetworkAccess Network => _parts.Network;

    public MemoryReservation Memory => _parts.Memory;

    public SandboxMeter Meter { get; }

    public bool IsAlive => !_hasEnded && Volatile.Read(ref _isDead) == 0;

    /// <summary>How long it took to become its function.</summary>
    public TimeSpan Init { get; set; }

    /// <summary>When it became its function, as a timestamp of the clock.</summary>
    public long PreparedAt { get; set; }

    /// <summary>When it last became idle, as a timestamp of the clock.</summary>
    public long IdleSince { get; set; }

    public async Task<SandboxHello> GreetAsync(CancellationToken cancellationToken)
    {
        _ = RunAsync();
        var hello = await _hello.Task.WaitAsync(cancellationToken);
        _parts.Connection.Send(FrameType.Welcome, 0, Welcome, ProtocolJson.Default.SandboxWelcome);
        return hello;
    }

    /// <summary>
    /// Sends an <c>init</c> or <c>invoke</c>. False when the sandbox was dead already and the call will hear nothing.
    /// </summary>
    public bool Begin(
        ISandboxCall call, FrameType type, ReadOnlySpan<byte> meta, ReadOnlySpan<byte> payload, TimeSpan limit)
    {
        Meter.Start();
        _stream = _parts.Connection.NextStream();
        _deadlineAt = _timeProvider.GetTimestamp() + (long)(limit.TotalSeconds * _timeProvider.TimestampFrequency);
        Volatile.Write(ref _call, call);
        if (!IsAlive && Detach(call))
        {
            return false;
        }

        _deadline.Change(limit, Timeout.InfiniteTimeSpan);
        _parts.Connection.Send(type, _stream, meta, payload);
        return true;
    }

    /// <summary>Answers what it has asked for on this stream.</summary>
    public void Tell(ulong stream, ReadOnlySpan<byte> meta, ReadOnlySpan<byte> payload)
        => _parts.Connection.Send(FrameType.Kept, stream, meta, payload);

    /// <summary>Kills the sandbox if it still works on this call; the call then hears nothing more.</summary>
    public bool TryAbandon(ISandboxCall call)
    {
        if (!Detach(call))
        {
            return false;
        }

        EndNow();
        Kill();
        return true;
    }

    public async Task LimitAsync(SandboxLimits limits, DockerClient docker, CancellationToken cancellationToken)
    {
        Meter.MemoryLimit = limits.MemoryBytes;
        if (_parts.Cgroup?.TrySetLimits(limits) is not true)
        {
            await docker.UpdateAsync(
                Container,
                new ContainerUpdate(limits.MemoryBytes, limits.MemoryBytes, limits.NanoCpus),
                cancellationToken);
        }
    }

    public void Kill()
    {
        if (Interlocked.Exchange(ref _isDead, 1) == 0)
        {
            _parts.Process?.Kill();
            _parts.Connection.Abort(new IOException("The sandbox was killed."));
            Memory.Leave();
            _remover.Remove(this);
        }
    }

    /// <summary>Kills the sandbox and tells the call that it works on why.</summary>
    public void Lose(SandboxLoss loss)
    {
        var call = Interlocked.Exchange(ref _call, null);
        Kill();
        call?.OnLost(loss);
    }

    /// <summary>Lets go of what this process holds, once the container is gone.</summary>
    public async ValueTask ReleaseAsync()
    {
        await _deadline.DisposeAsync();
        await _parts.Connection.DisposeAsync();
        _parts.Process?.Dispose();
        Meter.Dispose();
        Directory.Delete();
        Memory.Dispose();
    }

    public void OnFrame(in Frame frame)
    {
        if (!_hello.Task.IsCompleted && frame.Type is FrameType.Hello)
        {
            _hello.SetResult(ProtocolMeta.Read(frame, ProtocolJson.Default.SandboxHello));
            return;
        }

        var call = Volatile.Read(ref _call);
        if (call is null || frame.Stream != _stream)
        {
            throw IsAlive
                ? new FrameException($"A {frame.Type} came for a stream that is not open.")
                : new FrameException("The sandbox was killed.");
        }

        switch (frame.Type)
        {
            case FrameType.Log:
                call.OnLog(frame.Payload);
                break;
            case FrameType.Checkpoint or FrameType.Recall or FrameType.Progress:
                call.OnRequest(frame);
                break;
            case FrameType.Result or FrameType.Error:
                if (Detach(call))
                {
                    // Nobody has a say after an answer, and the next call shall not pay for it.
                    _hasEnded |= frame.HasMore;
                    Answer(call, frame);
                }

                break;
            default:
                throw new FrameException($"A sandbox may not send a {frame.Type}.");
        }
    }

    private void Answer(ISandboxCall call, in Frame frame)
    {
        try
        {
            if (frame.Type is FrameType.Result)
            {
                call.OnResult(frame);
            }
            else
            {
                // Before its end shows in the connection somebody else would be given it.
                _hasEnded |= SandboxAnswer.IsLast(frame);
                call.OnError(frame);
            }
        }
        catch (FrameException exception)
        {
            Kill();
            call.OnLost(SandboxLoss.BrokeProtocol(exception.Message));
            throw;
        }
        catch
        {
            // A bug, but somebody waits for an answer, and nobody else knows this call any more.
            Kill();
            call.OnLost(SandboxLoss.WorkerFault("The worker failed to pass on the sandbox's answer."));
            throw;
        }
    }

    // Whose time is over must not use what a line of removals or an explanation takes.
    private void EndNow()
    {
        if (Volatile.Read(ref _isDead) == 0 && _parts.Process?.Kill() is not true)
        {
            _remover.KillNow(this);
        }
    }

    private bool Detach(ISandboxCall call) => Interlocked.CompareExchange(ref _call, null, call) == call;

    private void OnDeadline()
    {
        // The timer of an earlier call may fire late, and a timer's clock may be ahead of ours by a tick. The call is
        // looked at before its deadline: a call that begins in between must not get the deadline of the last.
        if (Volatile.Read(ref _call) is not { } call)
        {
            return;
        }

        var remaining = _timeProvider.GetElapsedTime(_timeProvider.GetTimestamp(), Volatile.Read(ref _deadlineAt));

        if (remaining > TimeSpan.Zero)
        {
            _deadline.Change(remaining + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
        else if (TryAbandon(call))
        {
            call.OnLost(SandboxLoss.Deadline);
        }
    }

    private async Task RunAsync()
    {
        var loss = await ReadAsync();
        var wasKilled = !IsAlive;

        // Before the call is taken: one that begins from here on sees it, and takes itself back.
        _hasEnded = true;
        var call = Interlocked.Exchange(ref _call, null);
        if (call is not null)
        {
            loss = loss == SandboxLoss.Exited && Meter.IsOutOfMemory ? SandboxLoss.OutOfMemory : loss;
            EndNow();
            loss = loss == SandboxLoss.Exited ? await _remover.ExplainAsync(this) : loss;
        }
        else if (!wasKilled)
        {
            Log.LostIdle(_logger, Id, loss.Message);
        }

        Kill();
        call?.OnLost(loss);
        _hello.TrySetException(new IOException(loss.Message));
    }

    private async Task<SandboxLoss> ReadAsync()
    {
        try
        {
            await _parts.Connection.RunAsync(this, CancellationToken.None);
            return SandboxLoss.Exited;
        }
        catch (FrameException exception)
        {
            return SandboxLoss.BrokeProtocol(exception.Message);
        }
        catch (IOException)
        {
            return SandboxLoss.Exited;
        }
#pragma warning disable CA1031 // The read loop's end: a bug behind one frame must end this sandbox and nothing else.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ReadFailed(_logger, Id, exception);
            return SandboxLoss.WorkerFault("The worker failed to read the sandbox's answer.");
        }
    }
}
