namespace FaaS.Domain.Invocations;

/// <summary>Exponential backoff with full jitter, so that what failed together does not come back together.</summary>
public sealed record RetryPolicy(int MaxAttempts, TimeSpan Base, double Factor, TimeSpan Cap)
{
    public static readonly RetryPolicy Default = new(3, TimeSpan.FromSeconds(1), 2, TimeSpan.FromMinutes(5));

    public bool Allows(int nextAttempt) => nextAttempt <= MaxAttempts;

    /// <summary>How long to wait after <paramref name="failedAttempt"/> (1-based).</summary>
    /// <param name="jitter">Uniform in [0, 1).</param>
    public TimeSpan Delay(int failedAttempt, double jitter)
    {
        var ceiling = Math.Min(Base.TotalSeconds * Math.Pow(Factor, failedAttempt - 1), Cap.TotalSeconds);
        return TimeSpan.FromSeconds(ceiling * jitter);
    }
}
