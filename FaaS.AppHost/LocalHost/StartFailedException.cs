namespace FaaS.AppHost.LocalHost;

/// <summary>The platform cannot be started; the message says why and what to do.</summary>
internal sealed class StartFailedException(string message) : Exception(message);
