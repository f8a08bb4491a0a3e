using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>How an attempt ended. Disposing gives its memory back for reuse; not doing so is only slower.</summary>
internal abstract record InvocationOutcome : IDisposable
{
    private InvocationOutcome()
    {
    }

    public void Dispose() => (this as Succeeded)?.Result.Dispose();

    /// <summary>The function ran and answered.</summary>
    public sealed record Succeeded(PooledBytes Result, string? ContentType, string WorkerId, ExecutionStats Stats)
        : InvocationOutcome;

    /// <summary>It was started, or may have been, and did not end well.</summary>
    public sealed record Failed(InvocationFailure Failure, string WorkerId, ExecutionStats Stats) : InvocationOutcome;

    /// <summary>Nothing was started, so that trying again is safe and costs no attempt.</summary>
    /// <param name="Spent">Which budget, where that is the reason.</param>
    public sealed record Refused(Refusal Reason, TimeSpan RetryAfter, SpentBudget? Spent = null) : InvocationOutcome;
}
