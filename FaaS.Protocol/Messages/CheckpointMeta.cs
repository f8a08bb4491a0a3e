using System.Text.Json.Serialization;
using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;

namespace FaaS.Protocol.Messages;

/// <summary>The payload of its frame is what is to be kept.</summary>
/// <param name="ContentType">Null: bytes.</param>
public sealed record CheckpointMeta(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ContentType = null)
{
    /// <exception cref="FrameException">It is not one that may be kept.</exception>
    public static CheckpointMeta Read(in Frame frame)
    {
        var meta = ProtocolMeta.Read(frame, ProtocolJson.Default.CheckpointMeta);
        if (!CheckpointName.TryParse(meta.Name, out _))
        {
            throw new FrameException("The name of a checkpoint is not one.");
        }

        if (frame.Payload.Length > CheckpointLimits.MaxBytes)
        {
            throw new FrameException(
                $"A checkpoint of {frame.Payload.Length} bytes is over the limit of {CheckpointLimits.MaxBytes}.");
        }

        return meta.ContentType is null
            || (meta.ContentType.Length is > 0 and <= CheckpointLimits.MaxContentTypeLength
                && meta.ContentType.All(c => c is >= ' ' and <= '~'))
                ? meta
                : throw new FrameException("The content type of a checkpoint is not one.");
    }
}
