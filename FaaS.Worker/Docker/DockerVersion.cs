namespace FaaS.Worker.Docker;

internal sealed record DockerVersion(string Version, string ApiVersion, string MinAPIVersion);
