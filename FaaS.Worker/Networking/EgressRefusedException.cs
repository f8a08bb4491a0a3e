namespace FaaS.Worker.Networking;

/// <summary>What confines sandboxes with egress cannot be had, so there are none.</summary>
internal sealed class EgressRefusedException(string message, Exception? innerException = null)
    : Exception(message, innerException);
