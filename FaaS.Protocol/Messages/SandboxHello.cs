namespace FaaS.Protocol.Messages;

public sealed record SandboxHello(int Protocol, string Agent, string Runtime, string RuntimeVersion);
