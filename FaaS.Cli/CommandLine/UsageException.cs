namespace FaaS.Cli.CommandLine;

/// <summary>What was asked for makes no sense before any request is made; the message says what to change.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
