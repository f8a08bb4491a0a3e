namespace FaaS.Worker.Docker;

/// <summary>The body of <c>POST /containers/create</c>, as far as a sandbox needs it.</summary>
internal sealed record ContainerSpec
{
    public required string Image { get; init; }

    public required string User { get; init; }

    public required string Hostname { get; init; }

    public required IReadOnlyList<string> Env { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>In seconds. Null: as the daemon does.</summary>
    public int? StopTimeout { get; init; }

    /// <summary>The daemon leaves the network alone: there is what the kernel gives, a loopback device.</summary>
    public bool NetworkDisabled { get; init; }

    public required HostConfig HostConfig { get; init; }
}
