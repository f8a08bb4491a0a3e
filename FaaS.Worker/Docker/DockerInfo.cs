using System.Text.Json;

namespace FaaS.Worker.Docker;

/// <param name="Runtimes">The OCI runtimes that it knows, by name.</param>
/// <param name="SecurityOptions">Like <c>name=seccomp,profile=default</c>.</param>
internal sealed record DockerInfo(
    IReadOnlyDictionary<string, JsonElement>? Runtimes, IReadOnlyList<string>? SecurityOptions);
