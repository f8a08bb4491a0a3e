using FaaS.Infrastructure.Dispatch;
using FaaS.Infrastructure.Postgres.Invocations;

namespace FaaS.Api.Invocations.Idempotency;

/// <summary>How a synchronous request with an idempotency key ends.</summary>
internal abstract record KeyedAnswer
{
    private KeyedAnswer()
    {
    }

    /// <param name="Row">Null when nothing was run; then the key is free again.</param>
    public sealed record Ran(Guid Id, InvocationOutcome Outcome, InvocationRow? Row) : KeyedAnswer;

    /// <param name="Row">Of the first one, which has ended.</param>
    public sealed record Replayed(InvocationRow Row) : KeyedAnswer;

    /// <summary>The key stands for another request.</summary>
    public sealed record KeyReused : KeyedAnswer;

    /// <summary>Nobody will ever say how the first one ended.</summary>
    public sealed record OutcomeUnknown(Guid Id) : KeyedAnswer;

    /// <summary>This process stops while the first one goes on in another.</summary>
    public sealed record StillRunning(Guid Id) : KeyedAnswer;
}
