namespace FaaS.Worker.Docker;

internal sealed record CreatedContainer(string Id);
