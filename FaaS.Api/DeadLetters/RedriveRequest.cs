namespace FaaS.Api.DeadLetters;

/// <summary>Which dead letters to put back into the queue, and how fast. All of them when nothing is said.</summary>
internal sealed record RedriveRequest
{
    public const int MaxLimit = 10_000;
    public const int DefaultLimit = 1000;
    public const double MaxRate = 10_000;
    public const double DefaultRate = 10;

    /// <summary>Only those of this function, by name or id.</summary>
    public string? Function { get; init; }

    /// <summary>Only those that died of this, such as <c>attempts_exhausted</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Only those that died at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those that died before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The most to redrive, the oldest first: 1 to 10000. Default: 1000.</summary>
    public int? Limit { get; init; }

    /// <summary>
    /// How many of each function become due per second, after those that were redriven before. Default: 10.
    /// </summary>
    public double? Rate { get; init; }
}
