namespace FaaS.Worker.Docker;

internal sealed record NetworkAddresses(IReadOnlyList<NetworkRange>? Config);
