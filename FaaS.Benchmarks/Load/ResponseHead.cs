using System.Buffers.Text;
using System.Text;

namespace FaaS.Benchmarks.Load;

/// <param name="ContentLength">Null for a body in chunks.</param>
internal readonly record struct ResponseHead(int Status, int? ContentLength)
{
    public static ResponseHead Parse(ReadOnlySpan<byte> head)
    {
        var status = ReadNumber(head[9..]);
        var length = ValueOf(head, "\r\ncontent-length: "u8);
        return length.IsEmpty
            ? new(status, status == 204 ? 0 : ValueOf(head, "\r\ntransfer-encoding: chunked"u8).IsEmpty
                ? throw new InvalidDataException("The answer does not say how long it is.")
                : null)
            : new(status, ReadNumber(length));
    }

    private static int ReadNumber(ReadOnlySpan<byte> text)
        => Utf8Parser.TryParse(text, out int number, out _)
            ? number
            : throw new InvalidDataException("The answer is not HTTP.");

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        for (var i = 0; i + name.Length <= head.Length; i++)
        {
            if (head[i] == '\r' && Ascii.EqualsIgnoreCase(head.Slice(i, name.Length), name))
            {
                return head[(i + name.Length)..];
            }
        }

        return default;
    }
}
