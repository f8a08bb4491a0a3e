using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;

namespace FaaS.Protocol.Messages;

public sealed record RecallMeta(string Name)
{
    /// <exception cref="FrameException">No checkpoint can have this name.</exception>
    public static RecallMeta Read(in Frame frame)
    {
        var meta = ProtocolMeta.Read(frame, ProtocolJson.Default.RecallMeta);
        return CheckpointName.TryParse(meta.Name, out _)
            ? meta
            : throw new FrameException("The name of a checkpoint is not one.");
    }
}
