namespace FaaS.Protocol.Messages;

/// <param name="File">Relative to the code directory.</param>
public sealed record SandboxHandler(string File, string Function);
