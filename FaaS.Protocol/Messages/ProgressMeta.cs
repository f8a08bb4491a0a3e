using System.Text;
using System.Text.Json.Serialization;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;

namespace FaaS.Protocol.Messages;

public sealed record ProgressMeta(
    double Fraction,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message = null)
{
    /// <exception cref="FrameException">It is out of bounds.</exception>
    public static ProgressMeta Read(in Frame frame)
    {
        var meta = ProtocolMeta.Read(frame, ProtocolJson.Default.ProgressMeta);
        return meta.Fraction is >= 0 and <= 1
            && (meta.Message is null || Encoding.UTF8.GetByteCount(meta.Message) <= InvocationProgress.MaxMessageBytes)
                ? meta
                : throw new FrameException("A progress is not from 0 to 1, or its message is too long.");
    }
}
