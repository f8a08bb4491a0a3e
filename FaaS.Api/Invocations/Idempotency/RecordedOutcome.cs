using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations.Idempotency;

/// <summary>The outcome that a record was made of.</summary>
internal static class RecordedOutcome
{
    /// <param name="row">In a final state, with its result whole.</param>
    public static InvocationOutcome Of(InvocationRow row) => row switch
    {
        { State: InvocationState.Succeeded } => new InvocationOutcome.Succeeded(
            new PooledBytes(row.Result), row.ResultContentType, row.WorkerId ?? "", StatsOf(row)),
        { ErrorKind: { } kind } => new InvocationOutcome.Failed(
            new(kind, row.ErrorType ?? "", row.ErrorMessage ?? "", row.ErrorStack ?? ""),
            row.WorkerId ?? "",
            StatsOf(row)),
        _ => new InvocationOutcome.Refused(Refusal.Cancelled, default),
    };

    private static ExecutionStats StatsOf(InvocationRow row) => string.IsNullOrEmpty(row.Sandbox)
        ? ExecutionStats.None
        : ExecutionStats.None with
        {
            Cold = row.Cold ?? false,
            Run = TimeSpan.FromMilliseconds(row.RunMs ?? 0),
            Sandbox = row.Sandbox,
        };
}
