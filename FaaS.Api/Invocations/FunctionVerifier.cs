using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Functions;
using FaaS.Infrastructure.Workers;

namespace FaaS.Api.Invocations;

/// <summary>Tries a function on a worker, if there is one.</summary>
internal sealed class FunctionVerifier(InvocationDispatcher dispatcher, WorkerDirectory workers) : IFunctionVerifier
{
    // For a slot on a worker that is busy; without any worker nobody waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<VerificationResult> VerifyAsync(FunctionSpec spec, CancellationToken cancellationToken)
    {
        var patience = workers.Channels.IsEmpty ? TimeSpan.Zero : Patience;
        using var outcome = await dispatcher.InitAsync(spec, patience, cancellationToken);
        return outcome switch
        {
            InvocationOutcome.Succeeded => new VerificationResult.Verified(),
            InvocationOutcome.Failed { Failure: var failure } when failure.Kind.Fault() == Fault.Function
                => new VerificationResult.Failed(failure),
            _ => new VerificationResult.NoWorker(),
        };
    }
}
