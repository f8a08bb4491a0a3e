using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;

namespace FaaS.Scheduler.Dispatch;

/// <summary>How an attempt fails without the worker saying so.</summary>
internal static class AttemptFailures
{
    public static readonly InvocationFailure FunctionDeleted = new(
        FailureKind.InitError, "FunctionDeleted", "The function was deleted before this invocation could run.", "");

    public static InvocationFailure ResultTooLarge(int bytes) => new(
        FailureKind.ResultTooLarge,
        "ResultTooLarge",
        $"The result has {bytes} bytes; an asynchronous invocation may return {FunctionLimits.MaxAsyncPayloadBytes}.",
        "");

    public static InvocationFailure Of(Refusal refusal) => refusal switch
    {
        Refusal.Cancelled => new(FailureKind.Cancelled, "Cancelled", "It was stopped before it began.", ""),
        _ => new(FailureKind.NoCapacity, refusal.ToString(), "No worker had room for it in time.", ""),
    };

    public static InvocationFailure Of(Exception exception) => new(
        FailureKind.PlatformError, exception.GetType().Name, "The scheduler failed to run it.", "");
}
