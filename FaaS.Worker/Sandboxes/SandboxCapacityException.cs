namespace FaaS.Worker.Sandboxes;

/// <summary>There is no room for another sandbox now.</summary>
internal sealed class SandboxCapacityException(string message) : Exception(message);
