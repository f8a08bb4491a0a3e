namespace FaaS.ServiceDefaults.Configuration;

/// <summary>A setting has a value that cannot be meant; the message names the setting.</summary>
public sealed class InvalidConfigurationException(string message) : Exception(message);
