namespace FaaS.Protocol.Frames;

/// <summary>Who opened the connection decides who uses which stream numbers.</summary>
public enum ConnectionSide
{
    Accepted,
    Dialled,
}
