namespace FaaS.Worker.Docker;

internal sealed record ContainerInspection(string Id, ContainerState State);
