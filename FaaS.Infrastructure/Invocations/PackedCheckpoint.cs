using System.IO.Compression;

namespace FaaS.Infrastructure.Invocations;

/// <summary>A checkpoint's content as it is stored: compressed where that saves an eighth or more.</summary>
internal readonly record struct PackedCheckpoint(byte[] Content, bool Compressed, int Size)
{
    private const int WorthTrying = 512;

    // The fastest: a function waits for it.
    private const int Quality = 1;
    private const int Window = 20;

    public static PackedCheckpoint Of(byte[] content)
    {
        if (content.Length >= WorthTrying)
        {
            var compressed = new byte[content.Length - (content.Length / 8)];
            if (BrotliEncoder.TryCompress(content, compressed, out var written, Quality, Window))
            {
                return new(compressed[..written], true, content.Length);
            }
        }

        return new(content, false, content.Length);
    }

    public byte[] Unpack()
    {
        if (!Compressed)
        {
            return Content;
        }

        var content = new byte[Size];
        return BrotliDecoder.TryDecompress(Content, content, out var written) && written == Size
            ? content
            : throw new InvalidDataException("A compressed checkpoint is damaged.");
    }
}
