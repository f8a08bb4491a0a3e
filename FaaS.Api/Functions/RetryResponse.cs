using FaaS.Domain.Durations;
using FaaS.Domain.Invocations;

namespace FaaS.Api.Functions;

/// <summary>How a failed asynchronous invocation is tried again.</summary>
/// <param name="Base">The longest wait after the first attempt.</param>
/// <param name="Retryable">Null: all failures that could end differently.</param>
internal sealed record RetryResponse(
    int MaxAttempts, string Base, string Cap, double Factor, RetryJitter Jitter, IReadOnlyList<string>? Retryable)
{
    public static RetryResponse Of(RetryPolicy policy) => new(
        policy.MaxAttempts,
        DurationText.Format(policy.Base),
        DurationText.Format(policy.Cap),
        policy.Factor,
        policy.Jitter,
        policy.Retryable);
}
