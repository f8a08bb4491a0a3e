using System.Text;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Protocol.Messages;

namespace FaaS.Worker.Sandboxes;

/// <summary>Reads what a sandbox answers, and believes as little of it as possible.</summary>
internal static class SandboxAnswer
{
    private const int MaxTypeLength = 256;
    private const int MaxMessageLength = 4096;
    private const int MaxDetailBytes = 64 * 1024;
    private const int MaxContentTypeLength = 256;

    /// <exception cref="FrameException">The content type could not stand in an HTTP header.</exception>
    public static string? ContentTypeOf(in Frame result)
    {
        var contentType = ProtocolMeta.Read(result, ProtocolJson.Default.SandboxResult).ContentType;
        return contentType is null
            || (contentType.Length <= MaxContentTypeLength && contentType.All(c => c is >= ' ' and <= '~'))
                ? contentType
                : throw new FrameException("The content type of a result is not one.");
    }

    /// <summary>The agent ends after this error, because its process cannot be trusted any more.</summary>
    /// <exception cref="FrameException">It is not an error.</exception>
    public static bool IsLast(in Frame error) => ProtocolMeta.Read(error, ProtocolJson.Default.SandboxError).Closing;

    /// <exception cref="FrameException">The error is one that a sandbox may not claim.</exception>
    public static InvocationFailure FailureOf(in Frame error)
    {
        var meta = ProtocolMeta.Read(error, ProtocolJson.Default.SandboxError);
        if (meta.Kind is not (FailureKind.FunctionError or FailureKind.InitError
            or FailureKind.BadPayload or FailureKind.Exited))
        {
            throw new FrameException($"A sandbox may not answer with an error of kind {meta.Kind}.");
        }

        var detail = error.Payload[..Math.Min(error.Payload.Length, MaxDetailBytes)];
        return new InvocationFailure(
            meta.Kind,
            Cut(meta.Type, MaxTypeLength),
            Cut(meta.Message, MaxMessageLength),
            Encoding.UTF8.GetString(detail))
        {
            RetryAfter = RetryLimits.RetryAfter(meta.RetryAfterMs),
        };
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
