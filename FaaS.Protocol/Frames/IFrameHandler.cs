namespace FaaS.Protocol.Frames;

/// <summary>What one side of one hop does with what it receives.</summary>
public interface IFrameHandler
{
    /// <summary>
    /// Called for one frame at a time, in order, on the connection's read loop: it must not block, or every stream of
    /// the connection waits.
    /// </summary>
    /// <exception cref="FrameException">The frame may not be sent here; closes the connection.</exception>
    void OnFrame(in Frame frame);
}
