using System.Text.Json.Serialization.Metadata;
using FaaS.Protocol.Messages;

namespace FaaS.Protocol.Frames;

/// <summary>One connection of either hop, over any duplex stream, which it owns.</summary>
public sealed class FrameConnection : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private readonly TimeProvider _timeProvider;
    private readonly ReadPace? _pace;
    private readonly CancellationTokenSource _closed = new();
    private Exception? _fault;
    private long _heardAt;
    private ulong _lastStream;
    private int _isDisposed;

    /// <param name="pace">Null for a peer that is trusted to send what it should.</param>
    public FrameConnection(
        Stream stream,
        ConnectionSide side,
        TimeProvider timeProvider,
        int maxBodyBytes = FrameLimits.MaxBodyBytes,
        ReadPace? pace = null)
    {
        _pace = pace;
        _stream = stream;
        _reader = new FrameReader(stream, maxBodyBytes);
        _writer = new FrameWriter(stream, Abort);
        _timeProvider = timeProvider;
        _heardAt = timeProvider.GetTimestamp();
        _lastStream = side == ConnectionSide.Dialled ? ulong.MaxValue : 0;
    }

    /// <summary>How long ago the last bytes came.</summary>
    public TimeSpan SilentFor => _timeProvider.GetElapsedTime(Volatile.Read(ref _heardAt));

    /// <summary>Fires when either side has closed the connection.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Everything that was sent is with the operating system, or the connection is closed.</summary>
    public bool HasSentAll => _writer.IsIdle;

    /// <summary>A stream number that this side has not used before: odd where it dialled, else even.</summary>
    public ulong NextStream() => Interlocked.Add(ref _lastStream, 2);

    /// <summary>
    /// Sends without waiting; frames are written in the order of the calls. False when the connection is closed: the
    /// read loop has ended or is about to.
    /// </summary>
    public bool Send(
        FrameType type,
        ulong stream,
        ReadOnlySpan<byte> meta = default,
        ReadOnlySpan<byte> payload = default,
        FrameFlags flags = FrameFlags.None)
    {
        if (_writer.Write(type, flags, stream, meta, payload))
        {
            return true;
        }

        Abort(new IOException("The other side has stopped reading."));
        return false;
    }

    public bool Send<TMeta>(
        FrameType type, ulong stream, TMeta meta, JsonTypeInfo<TMeta> typeInfo, ReadOnlySpan<byte> payload = default)
        => Send(type, stream, ProtocolMeta.Write(meta, typeInfo), payload);

    /// <summary>For bulk: waits until less than <paramref name="bytes"/> are waiting to be sent.</summary>
    public Task WaitForRoomAsync(int bytes, CancellationToken cancellationToken)
        => _writer.WaitForRoomAsync(bytes, cancellationToken);

    /// <summary>Reads until the other side closes the connection in good order.</summary>
    /// <exception cref="FrameException">The other side broke the protocol.</exception>
    /// <exception cref="IOException">The connection broke, or this side aborted it.</exception>
    public async Task RunAsync(IFrameHandler handler, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        try
        {
            while (await _reader.FillAsync(stopping.Token))
            {
                var heardAt = _timeProvider.GetTimestamp();
                var passed = _timeProvider.GetElapsedTime(_heardAt, heardAt);
                Volatile.Write(ref _heardAt, heardAt);
                while (_reader.TryRead(out var frame))
                {
                    _pace?.Count(frame);
                    handler.OnFrame(frame);
                }

                if (_pace?.After(passed) is { } pause && pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, _timeProvider, stopping.Token);
                }
            }
        }
        catch (Exception exception) when (IsBreak(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The connection broke.", _fault ?? exception);
        }
        finally
        {
            _writer.Dispose();
            await _closed.CancelAsync();
            _reader.Dispose();
        }
    }

    /// <summary>Closes at once; the read loop ends with the reason.</summary>
    public void Abort(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _fault, reason, null) is null)
        {
            _writer.Dispose();
            _closed.Cancel();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            Abort(new ObjectDisposedException(nameof(FrameConnection)));
            await _stream.DisposeAsync();
        }
    }

    private static bool IsBreak(Exception exception)
        => exception is IOException or ObjectDisposedException or OperationCanceledException;
}
