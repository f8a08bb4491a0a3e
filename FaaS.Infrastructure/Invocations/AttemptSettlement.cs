using FaaS.Domain.Invocations;

namespace FaaS.Infrastructure.Invocations;

/// <summary>The end of one attempt, as it is to be written down.</summary>
internal sealed record AttemptSettlement
{
    public required ClaimedInvocation Invocation { get; init; }

    public required Settlement Settlement { get; init; }

    public byte[]? Result { get; init; }

    public string? ResultContentType { get; init; }

    public InvocationFailure? Failure { get; init; }

    /// <summary>Null when nothing was started.</summary>
    public ExecutionStats? Stats { get; init; }

    public bool WasStarted => Stats is not null;

    public string? WorkerId { get; init; }

    public byte[]? Logs { get; init; }

    /// <summary>This attempt or one before it may have saved checkpoints.</summary>
    public bool MayHaveCheckpoints { get; init; }
}
