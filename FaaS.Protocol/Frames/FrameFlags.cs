namespace FaaS.Protocol.Frames;

[Flags]
public enum FrameFlags : byte
{
    None = 0,

    /// <summary>The last chunk of its stream.</summary>
    End = 1,
}
