using System.Buffers;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>Bytes in memory borrowed from the shared pool until disposed.</summary>
internal sealed class PooledBytes : IDisposable
{
    private byte[]? _buffer;

    public PooledBytes(ReadOnlySpan<byte> bytes)
        : this(bytes.Length)
    {
        bytes.CopyTo(_buffer);
        Length = bytes.Length;
    }

    public PooledBytes(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => Buffer.AsMemory(0, Length);

    private byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(PooledBytes));

    /// <summary>Room for at least <paramref name="bytes"/> more; <see cref="Advance"/> says what was used.</summary>
    public Memory<byte> GetMemory(int bytes)
    {
        if (Buffer.Length - Length < bytes)
        {
            var grown = ArrayPool<byte>.Shared.Rent(Math.Max(Length + bytes, 2 * Buffer.Length));
            Memory.CopyTo(grown);
            ArrayPool<byte>.Shared.Return(Buffer);
            _buffer = grown;
        }

        return Buffer.AsMemory(Length);
    }

    public void Advance(int bytes) => Length += bytes;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
