namespace FaaS.Worker.Networking;

/// <summary>The firewall of this machine cannot be read or written.</summary>
internal sealed class FirewallException(string message, Exception? innerException = null)
    : Exception(message, innerException);
