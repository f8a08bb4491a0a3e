using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FaaS.Protocol.Frames;

namespace FaaS.Protocol.Messages;

/// <summary>The JSON at the start of a body.</summary>
public static class ProtocolMeta
{
    public const int Version = 1;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? Buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? Writer;

    /// <summary>Valid until the next call on this thread.</summary>
    public static ReadOnlySpan<byte> Write<TMeta>(TMeta meta, JsonTypeInfo<TMeta> typeInfo)
    {
        var buffer = Buffer ??= new ArrayBufferWriter<byte>(512);
        buffer.ResetWrittenCount();
        var writer = Writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, meta, typeInfo);
        writer.Flush();
        return buffer.WrittenSpan;
    }

    /// <exception cref="FrameException">It is not what this type of frame carries.</exception>
    public static TMeta Read<TMeta>(in Frame frame, JsonTypeInfo<TMeta> typeInfo)
        where TMeta : class
    {
        try
        {
            return JsonSerializer.Deserialize(frame.Meta.IsEmpty ? "{}"u8 : frame.Meta, typeInfo)
                ?? throw new FrameException($"The meta of a {frame.Type} is null.");
        }
        catch (JsonException exception)
        {
            throw new FrameException($"The meta of a {frame.Type} is malformed.", exception);
        }
    }
}
