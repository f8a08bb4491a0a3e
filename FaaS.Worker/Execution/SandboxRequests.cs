using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;
using FaaS.Worker.Sandboxes;

namespace FaaS.Worker.Execution;

/// <summary>
/// What a function asks of the platform while it runs: to keep a checkpoint or to give one back, one at a time and at a
/// pace, and to show its progress, of which only the latest is passed on, a few times a second.
/// </summary>
internal sealed class SandboxRequests : IDisposable
{
    // In pages of 4 KiB: 4 MiB or 60 small ones per second, after twice that at once.
    private const double PagesPerSecond = 1024;
    private const double BurstPages = 2048;
    private const double PagesPerRequest = 16;

    private static readonly TimeSpan BetweenProgress = TimeSpan.FromMilliseconds(250);

    private static readonly KeptMeta Unkept = new(Problem: "This version of the platform keeps no checkpoints.");

    private readonly FrameConnection _dispatcher;
    private readonly ulong _stream;
    private readonly Sandbox _sandbox;
    private readonly bool _areKept;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _gate = new();
    private readonly ReadPace _pace = new(PagesPerSecond, BurstPages);
    private readonly ITimer _progressTimer;
    private readonly ITimer _answerTimer;
    private long _pacedAt;
    private long _progressedAt;
    private ProgressMeta? _progress;
    private ulong? _asked;
    private (byte[] Meta, byte[] Payload)? _answer;
    private bool _isOver;

    /// <param name="areKept">The dispatcher is not too old for it.</param>
    public SandboxRequests(
        FrameConnection dispatcher, ulong stream, bool areKept, Sandbox sandbox, TimeProvider timeProvider)
    {
        (_dispatcher, _stream, _areKept, _sandbox, _timeProvider)
            = (dispatcher, stream, areKept, sandbox, timeProvider);
        _pacedAt = timeProvider.GetTimestamp();
        _progressTimer = NewTimer(static requests => requests.SendProgress());
        _answerTimer = NewTimer(static requests => requests.SendAnswer());
    }

    /// <exception cref="FrameException">The sandbox may not ask this, or not now.</exception>
    public void Ask(in Frame frame)
    {
        lock (_gate)
        {
            if (_asked is not null)
            {
                throw new FrameException($"A {frame.Type} came before the last one was answered.");
            }

            if (_isOver)
            {
                return;
            }

            _pace.Count(frame);
            _pace.Charge(PagesPerRequest);
            _asked = frame.Stream;
            PassOn(frame);
        }
    }

    /// <summary>The dispatcher has answered.</summary>
    public void Answer(ReadOnlySpan<byte> meta, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (_asked is null || _answer is not null || _isOver)
            {
                return;
            }

            _pace.Charge(payload.Length / 4096.0);
            var now = _timeProvider.GetTimestamp();
            var pause = _pace.After(_timeProvider.GetElapsedTime(_pacedAt, now));
            _pacedAt = now;
            if (pause > TimeSpan.Zero)
            {
                _answer = (meta.ToArray(), payload.ToArray());
                _answerTimer.Change(pause, Timeout.InfiniteTimeSpan);
            }
            else
            {
                Tell(meta, payload);
            }
        }
    }

    public void Show(ProgressMeta progress)
    {
        lock (_gate)
        {
            var isArmed = _progress is not null;
            _progress = progress;
            var since = _timeProvider.GetElapsedTime(_progressedAt);
            if (_progressedAt == 0 || since >= BetweenProgress)
            {
                SendLatestProgress();
            }
            else if (!isArmed)
            {
                SendProgressIn(BetweenProgress - since);
            }
        }
    }

    /// <summary>Its invocation is about to be answered: what it said last of its progress goes first.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            SendLatestProgress();
            _isOver = true;
            _progressTimer.Dispose();
            _answerTimer.Dispose();
        }
    }

    private void PassOn(in Frame frame)
    {
        var (checkpoint, recall) = frame.Type is FrameType.Checkpoint
            ? (CheckpointMeta.Read(frame), (RecallMeta?)null)
            : (null, RecallMeta.Read(frame));
        if (!_areKept)
        {
            Tell(ProtocolMeta.Write(Unkept, ProtocolJson.Default.KeptMeta), default);
        }
        else if (checkpoint is not null)
        {
            _dispatcher.Send(
                frame.Type, _stream, checkpoint, ProtocolJson.Default.CheckpointMeta, frame.Payload);
        }
        else
        {
            _dispatcher.Send(frame.Type, _stream, recall!, ProtocolJson.Default.RecallMeta);
        }
    }

    // Only then may the sandbox ask again, which it may do before this returns.
    private void Tell(ReadOnlySpan<byte> meta, ReadOnlySpan<byte> payload)
    {
        var stream = _asked!.Value;
        _asked = null;
        _answer = null;
        _sandbox.Tell(stream, meta, payload);
    }

    private void SendAnswer()
    {
        lock (_gate)
        {
            if (_answer is { } answer && !_isOver)
            {
                Tell(answer.Meta, answer.Payload);
            }
        }
    }

    private void SendProgress()
    {
        lock (_gate)
        {
            // Another may have been sent while this waited for the gate.
            var since = _timeProvider.GetElapsedTime(_progressedAt);
            if (since < BetweenProgress)
            {
                SendProgressIn(BetweenProgress - since);
            }
            else
            {
                SendLatestProgress();
            }
        }
    }

    private void SendProgressIn(TimeSpan time)
    {
        if (!_isOver)
        {
            _progressTimer.Change(time, Timeout.InfiniteTimeSpan);
        }
    }

    private void SendLatestProgress()
    {
        if (_progress is { } progress && !_isOver && _areKept)
        {
            _progress = null;
            _progressedAt = _timeProvider.GetTimestamp();
            _dispatcher.Send(FrameType.Progress, _stream, progress, ProtocolJson.Default.ProgressMeta);
        }
    }

    private ITimer NewTimer(Action<SandboxRequests> elapsed) => _timeProvider.CreateTimer(
        state => elapsed((SandboxRequests)state!), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
