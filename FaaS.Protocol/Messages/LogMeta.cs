namespace FaaS.Protocol.Messages;

/// <param name="SkippedBytes">Dropped before this payload because of the log limit.</param>
public sealed record LogMeta(long SkippedBytes);
