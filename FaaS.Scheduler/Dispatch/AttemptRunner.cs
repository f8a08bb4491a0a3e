using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;
using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Invocations;
using FaaS.Scheduler.Cancellation;
using Microsoft.Extensions.Options;

namespace FaaS.Scheduler.Dispatch;

/// <summary>Runs one attempt on a worker and says how it is to be settled.</summary>
internal sealed class AttemptRunner(
    InvocationDispatcher dispatcher,
    RunningInvocations running,
    CancelRequests cancels,
    TenantBudgets budgets,
    IOptions<SchedulerOptions> options)
{
    public async Task<AttemptSettlement> RunAsync(
        ClaimedInvocation claimed, FunctionSpec function, CancellationToken cancellationToken)
    {
        try
        {
            using var invocation = running.Begin(function, Request(claimed), cancellationToken);
            using var outcome = await dispatcher.InvokeAsync(invocation);
            var ended = Settle(claimed, function, outcome, invocation.Log);
            budgets.Charge(function, ended.Stats, ended.Result?.Length ?? 0);
            return ended with { MayHaveCheckpoints = claimed.LeaseEpoch > 1 || invocation.HasCheckpoints };
        }
        finally
        {
            cancels.Forget(claimed.Id);
        }
    }

    private InvocationRequest Request(ClaimedInvocation claimed) => new()
    {
        InvocationId = claimed.Id,
        Attempt = claimed.Attempt,
        LeaseEpoch = claimed.LeaseEpoch,
        Payload = claimed.Payload,
        ContentType = claimed.ContentType,
        Headers = claimed.Headers,
        Timeout = claimed.Timeout,
        Traceparent = Traceparent(claimed),
        Trigger = claimed.ScheduleId is null ? "http" : "timer",
        Patience = options.Value.WorkerPatience,
    };

    private AttemptSettlement Settle(
        ClaimedInvocation claimed, FunctionSpec function, InvocationOutcome outcome, InvocationLog log)
    {
        var limit = FunctionLimits.MaxResultBytes(asynchronous: true);
        return outcome switch
        {
            InvocationOutcome.Succeeded succeeded when succeeded.Result.Length > limit => Ended(claimed, log) with
            {
                Settlement = Decide(
                    claimed, function, AttemptFailures.ResultTooLarge(succeeded.Result.Length)),
                Failure = AttemptFailures.ResultTooLarge(succeeded.Result.Length),
                Stats = succeeded.Stats,
                WorkerId = succeeded.WorkerId,
            },
            InvocationOutcome.Succeeded succeeded => Ended(claimed, log) with
            {
                Settlement = Decide(claimed, function, null),
                Result = succeeded.Result.Memory.ToArray(),
                ResultContentType = succeeded.ContentType,
                Stats = succeeded.Stats,
                WorkerId = succeeded.WorkerId,
            },
            InvocationOutcome.Failed failed => Ended(claimed, log) with
            {
                Settlement = Decide(claimed, function, failed.Failure),
                Failure = failed.Failure,
                Stats = failed.Stats,
                WorkerId = failed.WorkerId,
            },
            InvocationOutcome.Refused refused => Ended(claimed, log) with
            {
                Settlement = Decide(claimed, function, AttemptFailures.Of(refused.Reason)),
                Failure = AttemptFailures.Of(refused.Reason),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome."),
        };
    }

    private Settlement Decide(ClaimedInvocation claimed, FunctionSpec function, InvocationFailure? failure)
        => Settlement.Decide(
            claimed.AsAttempt(cancels.Contains(claimed.Id)),
            failure,
            function.Retry with { MaxAttempts = claimed.MaxAttempts },
            options.Value.FaultLimits,
            Random.Shared.NextDouble());

    private static AttemptSettlement Ended(ClaimedInvocation claimed, InvocationLog log) => new()
    {
        Invocation = claimed,
        Settlement = default,
        Logs = log.IsEmpty ? null : log.ToArray(),
    };

    /// <summary>The trace that the caller began, with a span that is told apart by the invocation.</summary>
    private static string? Traceparent(ClaimedInvocation claimed)
        => claimed.TraceId is { } trace ? $"00-{trace}-{claimed.Id.ToString("n")[16..]}-01" : null;
}
