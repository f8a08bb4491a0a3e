namespace FaaS.Protocol.Frames;

public static class FrameLimits
{
    /// <summary>The largest body on both hops: a payload of 6 MB and its meta fit.</summary>
    public const int MaxBodyBytes = 8 * 1024 * 1024;

    /// <summary>The largest body from a build sandbox, whose result is a binary.</summary>
    public const int MaxBuildBodyBytes = 64 * 1024 * 1024;

    public const int MaxMetaBytes = ushort.MaxValue;

    public const int MaxChunkBytes = 256 * 1024;
}
