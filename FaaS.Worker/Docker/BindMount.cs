namespace FaaS.Worker.Docker;

internal sealed record BindMount(string Source, string Target, bool ReadOnly, string Type = "bind");
