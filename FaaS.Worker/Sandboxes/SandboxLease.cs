using System.Diagnostics.CodeAnalysis;
using FaaS.Domain.Invocations;

namespace FaaS.Worker.Sandboxes;

/// <summary>A sandbox for one call, or why there is none.</summary>
/// <param name="IsCold">The caller had to wait until a sandbox had become the function.</param>
internal readonly record struct SandboxLease(Sandbox? Sandbox, bool IsCold, InvocationFailure? Failure)
{
    public static readonly SandboxLease NotLoaded = new(
        null, false, new InvocationFailure(FailureKind.NotLoaded, "NotLoaded", "The version is not loaded.", ""));

    public static readonly SandboxLease TooManyCalls = Refused("The function has too many calls at once.");

    /// <summary>What was used to load the function in vain.</summary>
    public ExecutionStats? Spent { get; init; }

    [MemberNotNullWhen(true, nameof(Sandbox))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsGranted => Sandbox is not null;

    public static SandboxLease Refused(string reason)
        => new(null, false, new InvocationFailure(FailureKind.NoCapacity, "NoCapacity", reason, ""));
}
