namespace FaaS.Protocol.Messages;

public sealed record FetchCode(string CodeDigest);
