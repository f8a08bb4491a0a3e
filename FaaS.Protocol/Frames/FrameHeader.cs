using System.Buffers.Binary;

namespace FaaS.Protocol.Frames;

/// <summary>The 16 bytes before every body, see docs/protocol.md.</summary>
public readonly record struct FrameHeader(
    int BodyLength, FrameType Type, FrameFlags Flags, ushort MetaLength, ulong Stream)
{
    public const int Size = 16;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, BodyLength);
        destination[4] = (byte)Type;
        destination[5] = (byte)Flags;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], MetaLength);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Stream);
    }

    /// <exception cref="FrameException">The header breaks a rule that every connection has.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> source, int maxBodyBytes)
    {
        var bodyLength = BinaryPrimitives.ReadUInt32LittleEndian(source);
        var type = (FrameType)source[4];
        var flags = (FrameFlags)source[5];
        var metaLength = BinaryPrimitives.ReadUInt16LittleEndian(source[6..]);
        var stream = BinaryPrimitives.ReadUInt64LittleEndian(source[8..]);

        if (bodyLength > (uint)maxBodyBytes)
        {
            throw new FrameException($"A body of {bodyLength} bytes is over the limit of {maxBodyBytes}.");
        }

        if (metaLength > bodyLength)
        {
            throw new FrameException($"Meta of {metaLength} bytes does not fit in a body of {bodyLength}.");
        }

        if (type is < FrameType.Hello or > FrameType.Evict)
        {
            throw new FrameException($"Unknown frame type {(byte)type}.");
        }

        if ((flags & ~FrameFlags.End) != 0)
        {
            throw new FrameException($"Reserved flags are set: 0x{(byte)flags:x2}.");
        }

        return new((int)bodyLength, type, flags, metaLength, stream);
    }
}
