namespace FaaS.Protocol.Messages;

/// <param name="ContentType">Null in the answer to an <c>init</c>.</param>
public sealed record ResultMeta(string? ContentType, StatsMeta Stats);
