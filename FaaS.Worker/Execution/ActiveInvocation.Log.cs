using FaaS.Domain.Invocations;

namespace FaaS.Worker.Execution;

internal sealed partial class ActiveInvocation
{
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
