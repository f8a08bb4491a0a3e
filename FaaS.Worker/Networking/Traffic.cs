namespace FaaS.Worker.Networking;

/// <summary>Bytes on the wire, seen from the sandbox.</summary>
internal readonly record struct Traffic(long Received, long Sent)
{
    public static Traffic operator -(Traffic later, Traffic earlier)
        => new(later.Received - earlier.Received, later.Sent - earlier.Sent);
}
