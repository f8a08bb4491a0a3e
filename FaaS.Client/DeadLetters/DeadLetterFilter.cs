namespace FaaS.Client.DeadLetters;

/// <summary>Which dead letters; what is null does not matter.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>The function's name or id.</summary>
    public string? Function { get; init; }

    public string? Reason { get; init; }

    /// <summary>Died at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Died before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The most to redrive or purge, the oldest first: 1 to 10000. When null, 1000 are redriven or 10000
    /// purged.</summary>
    public int? Limit { get; init; }

    /// <summary>How many redriven ones of a function become due per second; the API's default, 10, when null.</summary>
    public double? Rate { get; init; }

    /// <summary>Has to be true to purge when nothing else is said.</summary>
    public bool? All { get; init; }
}
