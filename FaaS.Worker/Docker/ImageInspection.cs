namespace FaaS.Worker.Docker;

internal sealed record ImageInspection(string Id, ImageConfig? Config);
