using FaaS.Domain.Invocations;

namespace FaaS.Worker.Sandboxes;

/// <summary>Why a sandbox will never answer.</summary>
internal sealed record SandboxLoss(FailureKind Kind, string Type, string Message)
{
    public static readonly SandboxLoss Deadline = new(
        FailureKind.Timeout, "Timeout", "The function ran past its deadline and was killed.");

    public static readonly SandboxLoss OutOfMemory = new(
        FailureKind.OutOfMemory, "OutOfMemory", "The function needed more memory than its limit and was killed.");

    public static readonly SandboxLoss Exited = new(
        FailureKind.Exited, "Exited", "The function's process ended before it answered.");

    public static readonly SandboxLoss WithDaemon = new(
        FailureKind.PlatformError, "DaemonLost", "The sandbox was lost with the worker's Docker daemon.");

    public static readonly SandboxLoss Cancelled = new(
        FailureKind.Cancelled, "Cancelled", "The invocation was cancelled and its sandbox killed.");

    public static readonly SandboxLoss TooLarge = new(
        FailureKind.ResultTooLarge, "ResultTooLarge", "The function's result is over the size limit.");

    public static SandboxLoss BrokeProtocol(string rule) => new(
        FailureKind.ProtocolError, "ProtocolError", $"The sandbox broke the frame protocol and was killed: {rule}");

    public static SandboxLoss WorkerFault(string message) => new(FailureKind.PlatformError, "WorkerFault", message);

    public InvocationFailure ToFailure() => new(Kind, Type, Message, "");
}
