using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>For those whose caller waits: they have one attempt, and nobody will ask for a checkpoint.</summary>
internal sealed class OnlyAttempts : IAttemptKeeper
{
    public Task<string?> KeepAsync(RunningInvocation invocation, Checkpoint checkpoint)
        => Task.FromResult<string?>(null);

    public Task<Checkpoint?> RecallAsync(RunningInvocation invocation, CheckpointName name)
        => Task.FromResult<Checkpoint?>(null);

    public void Progressed(RunningInvocation invocation, InvocationProgress progress)
    {
        // Whoever asks for the invocation is shown it from memory.
    }
}
