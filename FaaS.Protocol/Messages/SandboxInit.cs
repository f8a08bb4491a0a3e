namespace FaaS.Protocol.Messages;

/// <summary>Exactly one of <see cref="Handler"/> and <see cref="Program"/> is set.</summary>
public sealed record SandboxInit(
    string Function,
    string Version,
    int MemoryMb,
    IReadOnlyDictionary<string, string> Environment,
    SandboxHandler? Handler,
    IReadOnlyList<string>? Program);
