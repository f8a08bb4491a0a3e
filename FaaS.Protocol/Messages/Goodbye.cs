namespace FaaS.Protocol.Messages;

public sealed record Goodbye(string Reason);
