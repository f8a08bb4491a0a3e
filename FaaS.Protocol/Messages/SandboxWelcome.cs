namespace FaaS.Protocol.Messages;

/// <param name="Checkpoints">It takes checkpoints, recalls and progress, which an older one does not know.</param>
public sealed record SandboxWelcome(int Protocol, bool Checkpoints = false);
