using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Budgets;

namespace FaaS.Infrastructure.Dispatch;

/// <summary>How an attempt ended. Disposing gives its memory back for reuse; not doing so is only slower.</summary>
internal abstract record InvocationOutcome : IDisposable
{
    private InvocationOutcome()
    {
    }

    /// <summary>So that making the same request again cannot run it twice.</summary>
    public bool HasRunNothing => this is Refused { Reason: not Refusal.Cancelled }
        || this is Failed { IsUnstarted: true } failed && failed.Failure.Kind.Fault() == Fault.Platform;

    public void Dispose() => (this as Succeeded)?.Result.Dispose();

    /// <summary>The function ran and answered.</summary>
    public sealed record Succeeded(PooledBytes Result, string? ContentType, string WorkerId, ExecutionStats Stats)
        : InvocationOutcome;

    /// <summary>It was started, or may have been, and did not end well.</summary>
    public sealed record Failed(InvocationFailure Failure, string WorkerId, ExecutionStats Stats) : InvocationOutcome
    {
        /// <summary>
        /// A worker that says what it took has the sandbox in it; one that was lost says nothing.
        /// </summary>
        public bool IsUnstarted => Stats != ExecutionStats.None && Stats.Sandbox.Length == 0;
    }

    /// <summary>Nothing was started, so that trying again is safe and costs no attempt.</summary>
    /// <param name="Spent">Which budget, where that is the reason.</param>
    public sealed record Refused(Refusal Reason, TimeSpan RetryAfter, SpentBudget? Spent = null) : InvocationOutcome;
}
