namespace FaaS.Domain.Invocations;

/// <summary>What a function may ask of its retries.</summary>
public static class RetryLimits
{
    public const int MaxAttempts = 100;

    public const double MaxFactor = 10;

    public const int MaxRetryable = 32;

    public const int MaxRetryableLength = 256;

    public static readonly TimeSpan MaxBase = TimeSpan.FromHours(1);

    public static readonly TimeSpan MaxCap = TimeSpan.FromHours(6);

    /// <summary>The longest wait that a function's answer can ask for.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(6);

    /// <summary>What a function says is as hostile as all else that it says: any number, bounded here.</summary>
    public static TimeSpan? RetryAfter(double? milliseconds)
        => milliseconds is > 0
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds.Value, MaxRetryAfter.TotalMilliseconds))
            : null;
}
