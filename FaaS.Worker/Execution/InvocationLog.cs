namespace FaaS.Worker.Execution;

/// <summary>
/// What one invocation wrote. The head goes on at once; of the rest only the tail is kept, until the end. Memory is
/// only taken when there is something to keep.
/// </summary>
internal sealed class InvocationLog(int headBytes, int tailBytes)
{
    private byte[] _ring = [];
    private long _beyondHead;

    /// <summary>All that was written, kept or not.</summary>
    public long Written { get; private set; }

    /// <summary>What lies between head and tail and is lost.</summary>
    public long Skipped => Math.Max(0, _beyondHead - tailBytes);

    public int TailLength => (int)Math.Min(_beyondHead, tailBytes);

    /// <summary>Returns the part that belongs to the head.</summary>
    public ReadOnlySpan<byte> Append(ReadOnlySpan<byte> bytes)
    {
        var room = (int)Math.Max(0, headBytes - Written);
        Written += bytes.Length;
        if (bytes.Length <= room)
        {
            return bytes;
        }

        Keep(bytes[room..]);
        return bytes[..room];
    }

    public byte[] Tail()
    {
        var tail = new byte[TailLength];
        if (tail.Length > 0)
        {
            var start = _beyondHead <= tailBytes ? 0 : (int)(_beyondHead % tailBytes);
            var first = Math.Min(tail.Length, _ring.Length - start);
            _ring.AsSpan(start, first).CopyTo(tail);
            _ring.AsSpan(0, tail.Length - first).CopyTo(tail.AsSpan(first));
        }

        return tail;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_ring.Length == 0)
        {
            _ring = new byte[tailBytes];
        }

        var dropped = Math.Max(0, bytes.Length - tailBytes);
        var start = (int)((_beyondHead + dropped) % tailBytes);
        _beyondHead += bytes.Length;

        bytes = bytes[dropped..];
        var first = Math.Min(bytes.Length, tailBytes - start);
        bytes[..first].CopyTo(_ring.AsSpan(start));
        bytes[first..].CopyTo(_ring);
    }
}
