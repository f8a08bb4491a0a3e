namespace FaaS.Protocol.Messages;

/// <summary>Asks a worker to finish what runs, take nothing new, and end.</summary>
public sealed record Drain(string Reason);
