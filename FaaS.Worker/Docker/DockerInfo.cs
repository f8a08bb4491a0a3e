using System.Text.Json;

namespace FaaS.Worker.Docker;

/// <param name="Runtimes">The OCI runtimes that it knows, by name.</param>
/// <param name="SecurityOptions">Like <c>name=seccomp,profile=default</c>.</param>
/// <param name="MemoryLimit">Whether it can enforce one; likewise the others. Null: it does not say.</param>
internal sealed record DockerInfo(
    IReadOnlyDictionary<string, JsonElement>? Runtimes,
    IReadOnlyList<string>? SecurityOptions,
    bool? MemoryLimit,
    bool? SwapLimit,
    bool? CpuCfsQuota,
    bool? PidsLimit);
