namespace FaaS.Worker.Docker;

internal sealed record ResourceLimit(string Name, long Soft, long Hard);
