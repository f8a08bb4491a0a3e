namespace FaaS.Domain.Schedules;

/// <summary>What becomes of the times at which nobody was there to fire.</summary>
public enum CatchUpPolicy
{
    /// <summary>They pass.</summary>
    None,

    /// <summary>Only the latest is made up for.</summary>
    Last,

    /// <summary>Every one is, up to a bound.</summary>
    All,
}
