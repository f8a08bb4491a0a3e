using System.Collections.Frozen;
using System.Text.Json;

namespace FaaS.Domain.Invocations;

public static class FailureKinds
{
    private static readonly FrozenDictionary<FailureKind, string> Names = Enum.GetValues<FailureKind>()
        .ToFrozenDictionary(kind => kind, kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));

    /// <summary>As on the wire and in every API.</summary>
    public static string Name(this FailureKind kind) => Names[kind];

    public static Fault Fault(this FailureKind kind) => kind switch
    {
        FailureKind.BadPayload or FailureKind.Cancelled => Invocations.Fault.Caller,
        FailureKind.NoCapacity or FailureKind.NotLoaded or FailureKind.PlatformError or FailureKind.WorkerLost
            => Invocations.Fault.Platform,
        _ => Invocations.Fault.Function,
    };

    /// <summary>Whether another attempt with the same code and payload could end differently.</summary>
    public static bool IsRetryable(this FailureKind kind)
        => kind is not (FailureKind.BadPayload or FailureKind.BuildError);

    /// <summary>The state of an invocation that ends with this failure.</summary>
    public static InvocationState FinalState(this FailureKind kind) => kind switch
    {
        FailureKind.Timeout => InvocationState.TimedOut,
        FailureKind.Cancelled => InvocationState.Cancelled,
        _ => InvocationState.Failed,
    };
}
