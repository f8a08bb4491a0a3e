using FaaS.Domain.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Worker.Sandboxes;

namespace FaaS.Worker.Execution;

internal sealed partial class ActiveInvocation
{
    // What a function throws is its owner's business; what it does to its sandbox is also the operator's.
    private void Report(InvocationFailure failure)
    {
        if (_sandbox is not { } sandbox)
        {
            return;
        }

        var spec = pool.Spec;
        switch (failure.Kind)
        {
            case FailureKind.ProtocolError:
                ReportBreach(sandbox, failure.Message);
                break;
            case FailureKind.Timeout or FailureKind.OutOfMemory or FailureKind.Exited or FailureKind.ResultTooLarge:
                Log.LimitHit(
                    services.Logger,
                    spec.Tenant,
                    spec.Name.Value,
                    header.InvocationId,
                    sandbox.Id,
                    failure.Kind,
                    failure.Message);
                break;
            default:
                break;
        }
    }

    private void ReportWhatFollows(in Frame answer)
    {
        if (answer.HasMore)
        {
            ReportBreach(_sandbox!, "More came after its answer.");
        }
    }

    private void ReportBreach(Sandbox sandbox, string reason) => Log.ProtocolBroken(
        services.Logger, pool.Spec.Tenant, pool.Spec.Name.Value, header.InvocationId, sandbox.Id, reason);

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "Sandbox {Sandbox} of {Tenant}/{Function} broke the protocol in invocation {InvocationId}: {Reason}")]
        public static partial void ProtocolBroken(
            ILogger logger, string tenant, string function, Guid invocationId, string sandbox, string reason);

        [LoggerMessage(
            LogLevel.Information,
            "Invocation {InvocationId} of {Tenant}/{Function} ended with {Kind} in sandbox {Sandbox}: {Reason}")]
        public static partial void LimitHit(
            ILogger logger,
            string tenant,
            string function,
            Guid invocationId,
            string sandbox,
            FailureKind kind,
            string reason);
    }
}
