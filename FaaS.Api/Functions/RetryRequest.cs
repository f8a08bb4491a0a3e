namespace FaaS.Api.Functions;

/// <summary>How a failed asynchronous invocation is tried again. What is left out takes its default.</summary>
internal sealed record RetryRequest
{
    /// <summary>From 1, which means no retry, to 100. Default: 3.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The longest wait after the first attempt, from 0s to 1h. Default: 1s.</summary>
    public string? Base { get; init; }

    /// <summary>The longest wait of all, from the base to 6h. Default: 5m.</summary>
    public string? Cap { get; init; }

    /// <summary>By what the wait grows each time, from 1 to 10. Default: 2.</summary>
    public double? Factor { get; init; }

    /// <summary>How much of a wait is random: <c>full</c> (default), <c>equal</c> (one half) or <c>none</c>.</summary>
    public string? Jitter { get; init; }

    /// <summary>
    /// Only failures of these kinds (<c>timeout</c>) or error types (<c>ValueError</c>). Default: all that could end
    /// differently.
    /// </summary>
    public List<string>? Retryable { get; init; }
}
