namespace FaaS.Protocol.Messages;

public sealed record SandboxWelcome(int Protocol);
