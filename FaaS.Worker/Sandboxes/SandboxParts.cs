using FaaS.Domain.Functions;
using FaaS.Protocol.Frames;
using FaaS.Worker.Networking;

namespace FaaS.Worker.Sandboxes;

/// <summary>What one sandbox owns and lets go of when it is removed.</summary>
/// <param name="Process">Null where the worker cannot see its containers' processes.</param>
internal sealed record SandboxParts(
    string Id,
    string Container,
    SandboxDirectory Directory,
    FrameConnection Connection,
    AgentProcess? Process,
    Cgroup? Cgroup,
    MemoryReservation Memory)
{
    public NetworkAccess Network { get; init; }

    /// <summary>Null without a network, and where the worker cannot see it.</summary>
    public TrafficCounters? Traffic { get; init; }
}
