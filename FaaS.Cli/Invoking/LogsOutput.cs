namespace FaaS.Cli.Invoking;

internal sealed record LogsOutput(Guid InvocationId, string Logs);
