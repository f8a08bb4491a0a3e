using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FaaS.Client.Invocations;

/// <summary>What a function is given; handed through byte for byte.</summary>
/// <param name="Content">At most 6 MB for a synchronous invocation, 1 MB for an asynchronous one.</param>
/// <param name="ContentType">Decides how a handler sees it: JSON parsed, <c>text/*</c> as a string, anything else as
/// bytes; null is parsed if it is JSON, else a string.</param>
public sealed record Payload(ReadOnlyMemory<byte> Content, string? ContentType)
{
    /// <summary>No payload: a handler sees null.</summary>
    public static Payload Empty { get; } = new(ReadOnlyMemory<byte>.Empty, null);

    /// <summary>Text that is JSON already.</summary>
    public static Payload Json(string json) => new(Encoding.UTF8.GetBytes(json), "application/json");

    /// <summary>A value that becomes JSON.</summary>
    public static Payload Json<T>(T value, JsonTypeInfo<T> type)
        => new(JsonSerializer.SerializeToUtf8Bytes(value, type), "application/json");

    /// <summary>Text: a handler sees a string.</summary>
    public static Payload Text(string text) => new(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

    /// <summary>Bytes: a handler sees bytes.</summary>
    public static Payload Bytes(ReadOnlyMemory<byte> bytes) => new(bytes, "application/octet-stream");

    internal HttpContent ToHttpContent()
    {
        var content = new ReadOnlyMemoryContent(Content);
        content.Headers.ContentType = ContentType is null ? null : MediaTypeHeaderValue.Parse(ContentType);
        return content;
    }
}
