namespace FaaS.Worker.Docker;

internal sealed record NetworkRange(string Subnet);
