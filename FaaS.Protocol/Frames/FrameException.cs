namespace FaaS.Protocol.Frames;

/// <summary>The other side broke the protocol. The connection is closed, nothing else.</summary>
public sealed class FrameException : Exception
{
    public FrameException(string message)
        : base(message)
    {
    }

    public FrameException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
