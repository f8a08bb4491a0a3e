namespace FaaS.Client.Admin;

/// <summary>Where all asynchronous invocations are: accepted = queued + running + settled + dead.</summary>
public sealed record ConservationInfo
{
    /// <summary>Ever, counted in the commits that accepted them.</summary>
    public long Accepted { get; init; }

    public long Queued { get; init; }

    public long Running { get; init; }

    /// <summary>Ever, other than dead; purged dead letters are among them.</summary>
    public long Settled { get; init; }

    /// <summary>Dead letters that can be redriven or purged.</summary>
    public long Dead { get; init; }

    /// <summary>Above zero something was lost, below it something finished twice.</summary>
    public long Drift { get; init; }

    /// <summary>When the count began; null before anything was accepted.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The one moment at which all of this was true.</summary>
    public DateTimeOffset At { get; init; }
}
