namespace FaaS.Worker.Docker;

internal sealed record ContainerSummary(string Id, string State, Dictionary<string, string> Labels);
