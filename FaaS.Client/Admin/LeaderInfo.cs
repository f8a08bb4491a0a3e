namespace FaaS.Client.Admin;

/// <summary>The scheduler that does what only one may do, from <c>GET /admin/leader</c>.</summary>
public sealed record LeaderInfo
{
    /// <summary>Null while there is none.</summary>
    public string? Holder { get; init; }

    /// <summary>Where workers reach it.</summary>
    public string? Url { get; init; }

    /// <summary>Grows with every change.</summary>
    public long Epoch { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Unless it renews its lease, which it does every 750 ms (<c>Leadership:Renewal</c>).</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
