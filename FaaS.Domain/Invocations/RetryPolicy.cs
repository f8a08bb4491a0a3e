namespace FaaS.Domain.Invocations;

/// <summary>Whether and when a function that has failed is tried again, by exponential backoff.</summary>
public sealed record RetryPolicy(int MaxAttempts, TimeSpan Base, double Factor, TimeSpan Cap)
{
    // Beyond it any wait is at its cap; without a bound the power of a large count would be infinite.
    private const int MaxExponent = 64;

    public static readonly RetryPolicy Default = new(3, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(5));

    public RetryJitter Jitter { get; init; } = RetryJitter.Full;

    /// <summary>
    /// Kinds of failure (<c>timeout</c>) and types of error (<c>ValueError</c>). Null: all that can end differently.
    /// </summary>
    public IReadOnlyList<string>? Retryable { get; init; }

    public bool Allows(int nextAttempt) => nextAttempt <= MaxAttempts;

    public bool IsRetryable(InvocationFailure failure)
        => failure.Kind.IsRetryable()
            && (Retryable is not { } listed
                || listed.Contains(failure.Kind.Name())
                || listed.Contains(failure.Type));

    /// <summary>How long to wait after <paramref name="failedAttempt"/> (1-based).</summary>
    /// <param name="failedAttempt">The one that has just ended.</param>
    /// <param name="jitter">Uniform in [0, 1).</param>
    public TimeSpan Delay(int failedAttempt, double jitter)
    {
        var growth = Math.Pow(Factor, Math.Min(failedAttempt - 1, MaxExponent));
        var ceiling = Math.Min(Base.TotalSeconds * growth, Cap.TotalSeconds);
        return TimeSpan.FromSeconds(ceiling * (Jitter switch
        {
            RetryJitter.Full => jitter,
            RetryJitter.Equal => (1 + jitter) / 2,
            _ => 1,
        }));
    }

    /// <summary>Not before the function itself says, when its failure says so.</summary>
    public TimeSpan Delay(int failedAttempt, InvocationFailure failure, double jitter)
    {
        var backoff = Delay(failedAttempt, jitter);
        return failure.RetryAfter is { } asked && asked > backoff ? asked : backoff;
    }

    public bool Equals(RetryPolicy? other)
        => other is not null
            && (MaxAttempts, Base, Factor, Cap, Jitter)
                == (other.MaxAttempts, other.Base, other.Factor, other.Cap, other.Jitter)
            && (Retryable, other.Retryable) switch
            {
                (null, null) => true,
                ({ } ours, { } theirs) => ours.SequenceEqual(theirs),
                _ => false,
            };

    public override int GetHashCode() => HashCode.Combine(MaxAttempts, Base, Factor, Cap, Jitter, Retryable?.Count);
}
