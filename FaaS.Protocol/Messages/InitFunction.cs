namespace FaaS.Protocol.Messages;

public sealed record InitFunction(Guid VersionId);
