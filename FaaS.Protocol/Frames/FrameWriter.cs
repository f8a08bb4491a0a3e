using System.Buffers;

namespace FaaS.Protocol.Frames;

/// <summary>
/// Senders append under a lock; whoever finds nobody flushing sends what has gathered until nothing is left. A lone
/// frame goes out on the caller's thread at once, and under load many frames share one system call.
/// </summary>
internal sealed class FrameWriter(Stream stream, Action<Exception> onFault) : IDisposable
{
    private const int InitialBytes = 4 * 1024;
    private const int KeepBytes = 256 * 1024;

    // Every frame in here belongs to admitted work, so a peer that lets this much gather has stopped reading.
    private const int MaxGatheredBytes = 128 * 1024 * 1024;

    private readonly Lock _gate = new();
    private byte[] _gathering = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private byte[] _flushing = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _gathered;
    private bool _isFlushing;
    private bool _isClosed;
    private TaskCompletionSource? _room;

    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _isClosed || (!_isFlushing && _gathered == 0);
            }
        }
    }

    /// <summary>False when the connection is closed or the other side has stopped reading.</summary>
    public bool Write(
        FrameType type, FrameFlags flags, ulong streamId, ReadOnlySpan<byte> meta, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(meta.Length, FrameLimits.MaxMetaBytes, nameof(meta));
        var header = new FrameHeader(meta.Length + payload.Length, type, flags, (ushort)meta.Length, streamId);
        var size = FrameHeader.Size + header.BodyLength;

        lock (_gate)
        {
            if (_isClosed || (long)_gathered + size > MaxGatheredBytes)
            {
                return false;
            }

            EnsureRoom(size);
            var destination = _gathering.AsSpan(_gathered, size);
            header.Write(destination);
            meta.CopyTo(destination[FrameHeader.Size..]);
            payload.CopyTo(destination[(FrameHeader.Size + meta.Length)..]);
            _gathered += size;

            if (_isFlushing)
            {
                return true;
            }

            _isFlushing = true;
        }

        Flush();
        return true;
    }

    /// <summary>Completes when less than <paramref name="bytes"/> are waiting to be sent.</summary>
    public Task WaitForRoomAsync(int bytes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isClosed || _gathered < bytes)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _room?.TrySetResult();
        }
    }

    private void Flush()
    {
        while (TakeGathered(out var batch))
        {
            ValueTask write;
            try
            {
                write = stream.WriteAsync(batch, CancellationToken.None);
                if (write.IsCompletedSuccessfully)
                {
                    write.GetAwaiter().GetResult();
                    continue;
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                Fail(exception);
                return;
            }

            _ = FinishAsync(write);
            return;
        }
    }

    private async Task FinishAsync(ValueTask write)
    {
        try
        {
            await write;
        }
#pragma warning disable CA1031 // Streams of three transports come here; whatever one throws means that it is broken.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
            return;
        }

        Flush();
    }

    private bool TakeGathered(out ReadOnlyMemory<byte> batch)
    {
        lock (_gate)
        {
            if (_flushing.Length > KeepBytes)
            {
                ArrayPool<byte>.Shared.Return(_flushing);
                _flushing = ArrayPool<byte>.Shared.Rent(InitialBytes);
            }

            _room?.TrySetResult();
            _room = null;
            if (_gathered == 0 || _isClosed)
            {
                _isFlushing = false;
                batch = default;
                return false;
            }

            (_gathering, _flushing) = (_flushing, _gathering);
            batch = _flushing.AsMemory(0, _gathered);
            _gathered = 0;
            return true;
        }
    }

    private void EnsureRoom(int size)
    {
        if (_gathering.Length - _gathered >= size)
        {
            return;
        }

        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(_gathered + size, 2 * _gathering.Length));
        _gathering.AsSpan(0, _gathered).CopyTo(grown);
        ArrayPool<byte>.Shared.Return(_gathering);
        _gathering = grown;
    }

    private void Fail(Exception exception)
    {
        Dispose();
        onFault(exception);
    }
}
