namespace FaaS.Client.Functions;

/// <summary>How a failed asynchronous invocation is tried again. What is null is left to the API's defaults.</summary>
public sealed record RetryPolicy
{
    /// <summary>1 (no retry) to 100; 3 when null.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The longest wait after the first attempt, at most 1 h; 1 s when null.</summary>
    public TimeSpan? Base { get; init; }

    /// <summary>The longest wait of all, at most 6 h; 5 min when null.</summary>
    public TimeSpan? Cap { get; init; }

    /// <summary>By what the wait grows each time, 1 to 10; 2 when null.</summary>
    public double? Factor { get; init; }

    /// <summary><c>full</c>, <c>equal</c> or <c>none</c>: how much of a wait is random.</summary>
    public string? Jitter { get; init; }

    /// <summary>Kinds of failure and types of error; all that could end differently when null.</summary>
    public IReadOnlyList<string>? Retryable { get; init; }

    public bool Equals(RetryPolicy? other)
        => other is not null
            && (MaxAttempts, Base, Cap, Factor, Jitter)
                == (other.MaxAttempts, other.Base, other.Cap, other.Factor, other.Jitter)
            && (Retryable ?? []).SequenceEqual(other.Retryable ?? [])
            && Retryable is null == other.Retryable is null;

    public override int GetHashCode() => HashCode.Combine(MaxAttempts, Base, Cap, Factor, Jitter, Retryable?.Count);
}
