namespace FaaS.Api.DeadLetters;

/// <summary>Which dead letters to remove for good.</summary>
internal sealed record PurgeRequest
{
    public const int MaxLimit = 10_000;

    /// <summary>Only those of this function, by name or id.</summary>
    public string? Function { get; init; }

    /// <summary>Only those that died of this, such as <c>attempts_exhausted</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Only those that died at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those that died before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Has to be true where nothing above says which.</summary>
    public bool All { get; init; }

    /// <summary>The most to remove, the oldest first: 1 to 10000. Default: 10000.</summary>
    public int? Limit { get; init; }
}
