namespace FaaS.Protocol.Frames;

/// <summary>A received frame. Its bytes are only there until the handler returns.</summary>
public readonly ref struct Frame(FrameHeader header, ReadOnlySpan<byte> body, bool hasMore)
{
    public FrameType Type { get; } = header.Type;

    public ulong Stream { get; } = header.Stream;

    public bool IsEnd { get; } = (header.Flags & FrameFlags.End) != 0;

    /// <summary>Other bytes have come behind it, which its handler keeps waiting.</summary>
    public bool HasMore { get; } = hasMore;

    /// <summary>UTF-8 JSON as it came; read it with <see cref="Messages.ProtocolMeta"/>.</summary>
    public ReadOnlySpan<byte> Meta { get; } = body[..header.MetaLength];

    public ReadOnlySpan<byte> Payload { get; } = body[header.MetaLength..];
}
