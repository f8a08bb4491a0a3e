namespace FaaS.Worker.Docker;

internal sealed record ContainerExit(int StatusCode);
