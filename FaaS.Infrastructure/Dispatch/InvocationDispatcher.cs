using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Workers;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>
/// Runs one attempt: waits for the function's concurrency limit, then for a worker, then for the answer. Whatever goes
/// wrong on the way is an outcome, not an exception.
/// </summary>
internal sealed class InvocationDispatcher(
    FunctionGates gates, WorkerPlacement placement, DispatchTelemetry telemetry)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly InvocationOutcome.Refused CancelledWaiting = new(Refusal.Cancelled, default);

    public async ValueTask<InvocationOutcome> InvokeAsync(RunningInvocation invocation)
    {
        using var span = telemetry.Begin(invocation);
        InvocationOutcome outcome;
        try
        {
            outcome = await AdmitAsync(invocation, span.Traceparent);
        }
        catch (OperationCanceledException) when (invocation.Cancelled.IsCancellationRequested)
        {
            outcome = CancelledWaiting;
        }

        span.End(outcome);
        return outcome;
    }

    /// <summary>Builds and loads a function once, to see whether it can be.</summary>
    public async ValueTask<InvocationOutcome> InitAsync(
        FunctionSpec function, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (await placement.ReserveAsync(function, patience, cancellationToken) is not { } channel)
        {
            return new InvocationOutcome.Refused(Refusal.NoCapacity, RetryAfter);
        }

        try
        {
            var outcome = await channel.InitAsync(function, cancellationToken);
            return IsKind(outcome, FailureKind.NoCapacity)
                ? new InvocationOutcome.Refused(Refusal.NoCapacity, RetryAfter)
                : outcome;
        }
        finally
        {
            placement.Return(channel, function);
        }
    }

    private async ValueTask<InvocationOutcome> AdmitAsync(RunningInvocation invocation, string? traceparent)
    {
        while (true)
        {
            var term = gates.Term;
            var gate = await gates.EnterAsync(invocation.Function, invocation.Patience, invocation.Cancelled);
            if (gate is null)
            {
                return new InvocationOutcome.Refused(Refusal.ConcurrencyLimit, RetryAfter);
            }

            try
            {
                if (await PlaceAsync(invocation, traceparent, term) is { } outcome)
                {
                    return outcome;
                }
            }
            finally
            {
                gate.Leave();
            }
        }
    }

    /// <summary>Null when it must not run with the permit that it has any more.</summary>
    private async ValueTask<InvocationOutcome?> PlaceAsync(RunningInvocation invocation, string? traceparent, int term)
    {
        var function = invocation.Function;
        while (await placement.ReserveAsync(function, invocation.Patience, invocation.Cancelled) is { } channel)
        {
            var isRefused = false;
            try
            {
                if (!gates.IsCurrent(term))
                {
                    return null;
                }

                invocation.MarkStarted();
                var outcome = await AskAsync(channel, invocation, traceparent);
                isRefused = IsKind(outcome, FailureKind.NoCapacity);
                if (!isRefused)
                {
                    return outcome;
                }
            }
            finally
            {
                placement.Return(channel, function, isRefused);
            }
        }

        return new InvocationOutcome.Refused(Refusal.NoCapacity, RetryAfter);
    }

    private static async ValueTask<InvocationOutcome> AskAsync(
        WorkerChannel channel, RunningInvocation invocation, string? traceparent)
    {
        var outcome = await channel.InvokeAsync(invocation, traceparent);
        if (!IsKind(outcome, FailureKind.NotLoaded))
        {
            return outcome;
        }

        channel.Loaded.Forget(invocation.Function.VersionId);
        return await channel.InvokeAsync(invocation, traceparent);
    }

    private static bool IsKind(InvocationOutcome outcome, FailureKind kind)
        => outcome is InvocationOutcome.Failed failed && failed.Failure.Kind == kind;
}
