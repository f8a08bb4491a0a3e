namespace FaaS.Worker.Docker;

internal sealed record NetworkInspection(string Id, NetworkAddresses IPAM, Dictionary<string, string>? Labels);
