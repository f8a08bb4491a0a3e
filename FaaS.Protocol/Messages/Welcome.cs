namespace FaaS.Protocol.Messages;

/// <param name="Checkpoints">It takes checkpoints, recalls and progress, which an older one does not know.</param>
public sealed record Welcome(
    int Protocol,
    string DispatcherId,
    int HeartbeatMs,
    IReadOnlyList<DispatcherPeer> Peers,
    bool Checkpoints = false);
