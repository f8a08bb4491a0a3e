namespace FaaS.Tests.Faults.Run;

/// <param name="Logs">Null: they are not kept.</param>
internal sealed record ClusterPaths(string Objects, string? Logs);
