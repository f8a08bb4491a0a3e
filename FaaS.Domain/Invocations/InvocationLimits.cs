namespace FaaS.Domain.Invocations;

/// <summary>The bounds of what one request may ask for beside its payload.</summary>
public static class InvocationLimits
{
    public const int MaxIdempotencyKeyLength = 255;

    /// <summary>How long a key stands for its first invocation.</summary>
    public static readonly TimeSpan IdempotencyKeyLifetime = TimeSpan.FromHours(24);

    /// <summary>What has not finished is kept however old it is, so this bounds nothing but patience.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(30);

    public static readonly TimeSpan MinExpiry = TimeSpan.FromSeconds(1);

    /// <summary>Later than the longest delay, so that what waits so long can still be given time to start.</summary>
    public static readonly TimeSpan MaxExpiry = TimeSpan.FromDays(31);
}
