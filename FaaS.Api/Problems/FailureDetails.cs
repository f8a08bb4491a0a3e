using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Problems;

/// <summary>How the user's code failed: the <c>error</c> of problems and of invocations.</summary>
/// <param name="Kind">As in docs/protocol.md.</param>
/// <param name="StackTrace">Or the compiler's output.</param>
internal sealed record FailureDetails(string Kind, string Type, string Message, string StackTrace)
{
    public static FailureDetails Of(InvocationFailure failure)
        => new(EnumText<FailureKind>.Of(failure.Kind), failure.Type, failure.Message, failure.Detail);

    /// <summary>Null when it has not failed.</summary>
    public static FailureDetails? Of(InvocationRow row) => row.ErrorKind is { } kind
        ? new(EnumText<FailureKind>.Of(kind), row.ErrorType ?? "", row.ErrorMessage ?? "", row.ErrorStack ?? "")
        : null;
}
