namespace FaaS.Worker.Docker;

internal sealed record LogConfig(string Type);
