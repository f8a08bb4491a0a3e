using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>Keeps what a running attempt wants the next one to have, and what it says of its progress.</summary>
internal interface IAttemptKeeper
{
    /// <summary>Null once it is durable; else why it is not, for the function's owner.</summary>
    Task<string?> KeepAsync(RunningInvocation invocation, Checkpoint checkpoint);

    /// <summary>What this attempt or one before it has kept last under this name.</summary>
    Task<Checkpoint?> RecallAsync(RunningInvocation invocation, CheckpointName name);

    /// <summary>It is in the invocation already; must not block.</summary>
    void Progressed(RunningInvocation invocation, InvocationProgress progress);
}
