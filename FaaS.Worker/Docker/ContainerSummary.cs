namespace FaaS.Worker.Docker;

/// <param name="Created">In seconds since 1970.</param>
internal sealed record ContainerSummary(string Id, string State, long Created, Dictionary<string, string> Labels);
