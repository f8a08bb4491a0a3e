namespace FaaS.Protocol.Messages;

public sealed record Welcome(int Protocol, string DispatcherId, int HeartbeatMs, IReadOnlyList<DispatcherPeer> Peers);
