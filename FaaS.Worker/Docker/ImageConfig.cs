namespace FaaS.Worker.Docker;

/// <param name="Env">As <c>NAME=value</c>.</param>
internal sealed record ImageConfig(string[]? Env);
