namespace FaaS.Benchmarks.Docker;

/// <param name="Process">The first of the container, as the host numbers it.</param>
/// <param name="CodeDirectory">Of the host; empty until it is a function.</param>
internal sealed record SandboxContainer(string Id, int Process, string CodeDirectory);
