using System.Globalization;
using FaaS.Api.Problems;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Dispatch;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Invocations;

/// <summary>What a caller is told when an invocation did not succeed, and whose fault it was.</summary>
internal static class InvocationProblems
{
    public static readonly ProblemKind FunctionError =
        new("function-error", StatusCodes.Status502BadGateway, "The function failed.");

    public static readonly ProblemKind InitFailed = ProblemKinds.InitFailed with { Status = 502 };

    public static readonly ProblemKind BuildFailed = ProblemKinds.BuildFailed with { Status = 502 };

    public static readonly ProblemKind OutOfMemory =
        new("out-of-memory", StatusCodes.Status502BadGateway, "The function ran out of memory.");

    public static readonly ProblemKind Exited =
        new("function-exited", StatusCodes.Status502BadGateway, "The function's process ended.");

    public static readonly ProblemKind ResultTooLarge =
        new("result-too-large", StatusCodes.Status502BadGateway, "The function's result is too large.");

    public static readonly ProblemKind SandboxProtocol =
        new("sandbox-protocol-error", StatusCodes.Status502BadGateway, "The function's process broke the protocol.");

    public static readonly ProblemKind Timeout =
        new("function-timeout", StatusCodes.Status504GatewayTimeout, "The function ran out of time.");

    public static readonly ProblemKind BadPayload =
        new("bad-payload", StatusCodes.Status400BadRequest, "The payload is not what its content type says.");

    public static readonly ProblemKind HeadersTooLarge =
        new("headers-too-large", StatusCodes.Status431RequestHeaderFieldsTooLarge, "The headers are too large.");

    public static readonly ProblemKind Cancelled =
        new("cancelled", StatusCodes.Status499ClientClosedRequest, "The invocation was cancelled.");

    public static readonly ProblemKind TooManyRequests =
        new("too-many-requests", StatusCodes.Status429TooManyRequests, "The function is at its concurrency limit.");

    public static readonly ProblemKind BudgetExhausted =
        new("budget-exhausted", StatusCodes.Status429TooManyRequests, "The budget of this hour is spent.");

    public static readonly ProblemKind NoCapacity =
        new("no-capacity", StatusCodes.Status503ServiceUnavailable, "No worker has room.");

    public static readonly ProblemKind PlatformError =
        new("platform-error", StatusCodes.Status503ServiceUnavailable, "The platform failed to finish the invocation.");

    private const string NothingRan = "Nothing was run.";
    private const string MayHaveRun = "It may have run, wholly or in part.";

    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        ProblemKinds.FunctionNotFound, ProblemKinds.PayloadTooLarge, HeadersTooLarge, BadPayload, Cancelled,
        TooManyRequests, BudgetExhausted, FunctionError, InitFailed, BuildFailed, OutOfMemory, Exited, ResultTooLarge,
        SandboxProtocol, NoCapacity, PlatformError, Timeout,
    ];

    public static ProblemHttpResult Of(InvocationOutcome.Failed failed)
    {
        var kind = KindOf(failed.Failure.Kind);
        var detail = failed.Failure.Kind.Fault() == Fault.Platform
            ? $"{failed.Failure.Message} {(failed.IsUnstarted ? NothingRan : MayHaveRun)}"
            : failed.Failure.Message;
        return kind.Because(detail, KeyValuePair.Create("error", (object?)FailureDetails.Of(failed.Failure)));
    }

    public static ProblemHttpResult Of(InvocationOutcome.Refused refused) => refused.Reason switch
    {
        Refusal.ConcurrencyLimit => TooManyRequests.Because(
            "Its max_concurrency is reached and its queue is full or too slow. Nothing was run: try again later."),
        Refusal.NoCapacity => NoCapacity.Because(
            "No connected worker could take it in time. Nothing was run: try again later."),
        Refusal.BudgetSpent => Of(refused.Spent!),
        Refusal.Cancelled => Cancelled.Because("It was cancelled before it was started."),
        _ => throw new ArgumentOutOfRangeException(nameof(refused), refused.Reason, "Unknown refusal."),
    };

    public static ProblemHttpResult Of(SpentBudget spent) => BudgetExhausted.Because(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Used {spent.Used:0.###} of {spent.Limit:0.###} {UnitOf(spent.Kind)} in this hour. Nothing was run: "
            + $"try again from {spent.Hour.End:HH:mm} UTC on."),
        KeyValuePair.Create("budget", (object?)spent.Kind),
        KeyValuePair.Create("used", (object?)spent.Used),
        KeyValuePair.Create("limit", (object?)spent.Limit));

    private static string UnitOf(BudgetKind kind) => kind switch
    {
        BudgetKind.Invocations => "invocations",
        BudgetKind.CpuSeconds => "seconds of CPU time",
        BudgetKind.GibSeconds => "GiB-seconds of memory",
        BudgetKind.BytesOut => "bytes of results and network traffic",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown budget."),
    };

    private static ProblemKind KindOf(FailureKind kind) => kind switch
    {
        FailureKind.FunctionError => FunctionError,
        FailureKind.InitError => InitFailed,
        FailureKind.BuildError => BuildFailed,
        FailureKind.Timeout => Timeout,
        FailureKind.OutOfMemory => OutOfMemory,
        FailureKind.Exited => Exited,
        FailureKind.ResultTooLarge => ResultTooLarge,
        FailureKind.ProtocolError => SandboxProtocol,
        FailureKind.BadPayload => BadPayload,
        FailureKind.Cancelled => Cancelled,
        _ => PlatformError,
    };
}
