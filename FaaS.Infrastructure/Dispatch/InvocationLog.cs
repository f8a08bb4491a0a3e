using System.Text;
using FaaS.Domain.Functions;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>
/// What an invocation has written: its beginning, its end, and between them a line that says how much is missing.
/// The beginning only grows, so that whoever follows it never has to take anything back.
/// </summary>
internal sealed class InvocationLog
{
    private const int MarkBytes = 64;
    private const int MaxHeadBytes = FunctionLimits.MaxLogBytes / 2;
    private const int MaxTailBytes = FunctionLimits.MaxLogBytes - MaxHeadBytes - MarkBytes;

    private readonly Lock _gate = new();
    private byte[] _head = [];
    private byte[] _tail = [];
    private int _headLength;
    private long _tailWritten;
    private long _skipped;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _headLength + _tailWritten + _skipped == 0;
            }
        }
    }

    /// <param name="skippedBefore">Bytes that somebody else dropped in front of these.</param>
    public void Append(ReadOnlySpan<byte> bytes, long skippedBefore)
    {
        lock (_gate)
        {
            if (skippedBefore > 0)
            {
                _skipped += skippedBefore + _tailWritten;
                _tailWritten = 0;
            }

            if (_skipped == 0 && _tailWritten == 0)
            {
                var fits = Math.Min(bytes.Length, MaxHeadBytes - _headLength);
                AppendToHead(bytes[..fits]);
                bytes = bytes[fits..];
            }

            AppendToTail(bytes);
        }
    }

    /// <summary>The beginning from <paramref name="offset"/> on, as far as it is known.</summary>
    public byte[] ReadHead(int offset)
    {
        lock (_gate)
        {
            return _head.AsSpan(offset, _headLength - offset).ToArray();
        }
    }

    /// <summary>At most <see cref="FunctionLimits.MaxLogBytes"/>.</summary>
    public byte[] ToArray()
    {
        lock (_gate)
        {
            var kept = (int)Math.Min(_tailWritten, MaxTailBytes);
            var missing = _skipped + _tailWritten - kept;
            var mark = missing == 0 ? [] : Encoding.ASCII.GetBytes($"\n[... {missing} bytes are missing here ...]\n");
            var start = (int)((_tailWritten - kept) % MaxTailBytes);
            var untilWrap = Math.Min(kept, MaxTailBytes - start);

            return
            [
                .. _head.AsSpan(0, _headLength),
                .. mark,
                .. kept == 0 ? [] : _tail.AsSpan(start, untilWrap),
                .. kept == 0 ? [] : _tail.AsSpan(0, kept - untilWrap),
            ];
        }
    }

    private void AppendToHead(ReadOnlySpan<byte> bytes)
    {
        if (_head.Length - _headLength < bytes.Length)
        {
            Array.Resize(ref _head, Math.Min(MaxHeadBytes, Math.Max(_headLength + bytes.Length, 2 * _head.Length)));
        }

        bytes.CopyTo(_head.AsSpan(_headLength));
        _headLength += bytes.Length;
    }

    private void AppendToTail(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_tail.Length == 0)
        {
            _tail = new byte[MaxTailBytes];
        }

        // Only the last part can survive; skipping the rest keeps the position in the ring right.
        var dropped = Math.Max(0, bytes.Length - MaxTailBytes);
        var position = (int)((_tailWritten + dropped) % MaxTailBytes);
        var kept = bytes[dropped..];
        var untilWrap = Math.Min(kept.Length, MaxTailBytes - position);
        kept[..untilWrap].CopyTo(_tail.AsSpan(position));
        kept[untilWrap..].CopyTo(_tail);
        _tailWritten += bytes.Length;
    }
}
