namespace FaaS.Protocol.Messages;

/// <param name="Kind"><c>api</c> or <c>scheduler</c>.</param>
/// <param name="Url">Where a worker reaches it.</param>
public sealed record DispatcherPeer(string Id, string Kind, string Url);
