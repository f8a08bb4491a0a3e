using System.Buffers;

namespace FaaS.Protocol.Frames;

/// <summary>
/// Cuts a stream into frames. The buffer is contiguous, so that handlers get plain spans, and grows with what has
/// really arrived, never with what a header promises.
/// </summary>
internal sealed class FrameReader(Stream stream, int maxBodyBytes) : IDisposable
{
    private const int InitialBytes = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _start;
    private int _end;

    /// <summary>Waits for more bytes. False at the end of the stream.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        if (read == 0 && _start != _end)
        {
            throw new FrameException("The connection ended inside a frame.");
        }

        return read > 0;
    }

    public bool TryRead(out Frame frame)
    {
        frame = default;
        var buffered = _buffer.AsSpan(_start, _end - _start);
        if (buffered.Length < FrameHeader.Size)
        {
            return false;
        }

        var header = FrameHeader.Read(buffered, maxBodyBytes);
        var size = FrameHeader.Size + header.BodyLength;
        if (buffered.Length < size)
        {
            return false;
        }

        frame = new Frame(header, buffered[FrameHeader.Size..size], buffered.Length > size);
        _start += size;
        return true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void MakeRoom()
    {
        var buffered = _end - _start;
        if (buffered == 0)
        {
            _start = _end = 0;
            if (_buffer.Length > 16 * InitialBytes)
            {
                // A large frame has passed; an idle connection does not hold on to its memory.
                Resize(InitialBytes);
            }
        }
        else if (_end == _buffer.Length || _start > 0)
        {
            // Only a partial frame is left here, so this moves little or makes room for a large one.
            Resize(buffered > _buffer.Length / 2 ? _buffer.Length * 2 : _buffer.Length);
        }
    }

    private void Resize(int size)
    {
        var buffered = _end - _start;
        if (size == _buffer.Length)
        {
            _buffer.AsSpan(_start, buffered).CopyTo(_buffer);
        }
        else
        {
            var resized = ArrayPool<byte>.Shared.Rent(size);
            _buffer.AsSpan(_start, buffered).CopyTo(resized);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = resized;
        }

        (_start, _end) = (0, buffered);
    }
}
